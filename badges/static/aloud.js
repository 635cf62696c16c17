// Reads a badge aloud where the device has a voice for its language; else the buttons stay hidden.
const voices = window.speechSynthesis;
for (const button of voices ? document.querySelectorAll("[data-aloud]") : []) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const said = new SpeechSynthesisUtterance(button.dataset.text);
    said.lang = button.dataset.language;
    voices.cancel();
    voices.speak(said);
  });
}
