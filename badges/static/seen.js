"use strict";
// Counts live to how many people the badge is given, and lets "everybody" tick them all.
const form = document.getElementById("seen");
if (form) {
  const everybody = form.elements.everybody;
  const boxes = [...form.querySelectorAll("[name=person]")];
  const give = form.querySelector("[data-many]");
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    everybody.checked = ticked > 0 && ticked === boxes.length;
    if (!give) return;
    const pattern = ticked > 1 ? give.dataset.many.replace("1000", ticked) : give.dataset.one;
    give.textContent = ticked ? pattern : give.dataset.none;
  };
  everybody.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = everybody.checked; });
    count();
  });
  boxes.forEach((box) => box.addEventListener("change", count));
  addEventListener("pageshow", () => {
    if (everybody.checked) boxes.forEach((box) => { box.checked = true; });
    count();
  });
}
