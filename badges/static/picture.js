"use strict";
// The picture of a draft follows its three choices at once; without script a button draws it.
const parts = ["shape", "colour", "pictogram"].map((name) => document.getElementById(name));
const picture = document.querySelector("fieldset .badge img");
const draw = () => {
  const chosen = new URLSearchParams(parts.map((one) => [one.name, one.value]));
  picture.src = `/badge-classes/picture.svg?${chosen}`;
};
parts.forEach((one) => one.addEventListener("change", draw));
addEventListener("pageshow", draw);
