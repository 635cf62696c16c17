// A keypad large enough for any finger; without this script the telephone's own serves.
for (const place of document.querySelectorAll("[data-keypad]")) {
  const field = document.getElementById(place.dataset.keypad);
  const add = (label, press, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name;
    button.textContent = label;
    button.addEventListener("click", press);
    place.append(button);
  };
  field.setAttribute("inputmode", "none");
  for (const digit of "1234567890") {
    const press = () => {
      if (field.value.length < 4) field.value += digit;
    };
    add(digit, press, digit === "0" ? "plain zero" : "plain");
  }
  add(place.dataset.erase, () => (field.value = ""), "plain erase");
}
