// The arrows of the keyboard turn the pages of a proof-reading; without this, its links do.
const sens = { ArrowRight: "next", ArrowLeft: "prev" };
addEventListener("keydown", (touche) => {
  if (!touche.altKey && !touche.ctrlKey && !touche.metaKey && !touche.shiftKey && touche.key in sens)
    document.querySelector(`main a[rel=${sens[touche.key]}]`)?.click();
});
