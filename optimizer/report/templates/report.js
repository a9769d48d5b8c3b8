(function () {
  var root = document.documentElement;
  document.getElementById("lang").addEventListener("click", function () {
    root.lang = root.lang.indexOf("zh") === 0 ? "en" : "zh-CN";
  });
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (item) { item.open = true; });
  });
  var search = document.getElementById("search");
  if (!search) { return; }
  var rows = Array.prototype.slice.call(document.querySelectorAll("#placements tbody tr"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var shown = document.getElementById("shown");
  search.addEventListener("input", function () {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean), count = 0;
    rows.forEach(function (row, i) {
      var fits = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count;
  });
})();
