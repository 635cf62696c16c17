"use strict";
// The telephone's own ways to send, copy and print; without script the address stands there to be copied.
const row = document.querySelector("[data-address]");
const { address } = row.dataset;
const [share, copy, print] = ["share", "copy", "print"].map((name) => row.querySelector(`[data-${name}]`));
row.hidden = false;
share.hidden = !navigator.share;
copy.hidden = !navigator.clipboard;
share.addEventListener("click", () => navigator.share({ url: address }).catch(() => {}));
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(address);
  copy.textContent = copy.dataset.copied;
});
print.addEventListener("click", () => window.print());
