// Every text on the page whose contrast with what lies under it is below AA (WCAG 2.2, 1.4.3), with its ratio and colours.
() => {
  const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const over = (a, b) => [0,1,2].map(i => a[i]*a[3] + b[i]*(1-a[3])).concat(1);
  const ground = e => { const seen = []; for (let n = e; n; n = n.parentElement) { const c = parse(getComputedStyle(n).backgroundColor); if (c[3] > 0) { seen.push(c); if (c[3] === 1) break; } }
    return seen.reverse().reduce((under, c) => over(c, under), [255,255,255,1]); };
  const lum = c => { const [r,g,b] = c.slice(0,3).map(v => { v /= 255; return v <= .04045 ? v/12.92 : ((v+.055)/1.055)**2.4; }); return .2126*r+.7152*g+.0722*b; };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
    if (!text || !e || !e.checkVisibility({opacityProperty:true, visibilityProperty:true}) || ['STYLE','SCRIPT','NOSCRIPT','TITLE'].includes(e.tagName)) continue;
    if (e.closest('[disabled], [aria-disabled="true"], canvas, svg')) continue;
    const box = e.getBoundingClientRect(); if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(e), under = ground(e);
    let alpha = 1; for (let n = e; n; n = n.parentElement) alpha *= Number(getComputedStyle(n).opacity);
    const ink = parse(style.color); ink[3] *= alpha; const drawn = over(ink, under);
    const [a, b] = [lum(drawn), lum(under)].sort((x, y) => x - y), ratio = (b + .05) / (a + .05);
    const size = parseFloat(style.fontSize), big = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (big ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${text.slice(0, 40)} ${style.color} on ${under.slice(0,3).map(Math.round)}`);
  }
  return found;
}
