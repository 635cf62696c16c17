"use strict";
// Reads a QR with the camera, where the browser has a reader; else nothing of this is shown.
const button = document.querySelector("[data-scan]");
const video = document.querySelector("#camera");
const field = document.querySelector("#input");
let stream = null;
const stop = () => {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.hidden = true;
};
const look = async (reader) => {
  if (!stream) return;
  const [found] = await reader.detect(video).catch(() => []);
  if (!found) {
    requestAnimationFrame(() => look(reader));
    return;
  }
  stop();
  field.value = found.rawValue;
  field.form.requestSubmit();
};
const start = async () => {
  if (stream) {
    stop();
    return;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    button.nextElementSibling.hidden = false;
    return;
  }
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  look(new window.BarcodeDetector({ formats: ["qr_code"] }));
};
const offer = async () => {
  const formats = await window.BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;
  button.hidden = false;
  button.addEventListener("click", start);
  addEventListener("pagehide", stop);
};
if (window.BarcodeDetector && navigator.mediaDevices) offer();
