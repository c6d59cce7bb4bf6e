namespace RnnOnnx.Trainer.Reports;

/// <summary>The report page's style sheet and its one script.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet, beside that of the charts. Colours reach a contrast of 4.5 in light and in dark; on paper the page is light and nothing is scrolled away.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--text:#1b1f24;--soft:#59636e;--page:#ffffff;--card:#f6f8fa;--rule:#d5dae0;--link:#0a5cad;--good:#0b6e4f;--bad:#a33000;--hit:#0a5cad;--miss:#b44a00}
        @media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#a3adb8;--page:#0d1117;--card:#14181d;--rule:#363d46;--link:#6cb4ff;--good:#4fd1a5;--bad:#ff9d5c;--hit:#6cb4ff;--miss:#ff9d5c}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1360px;padding:1rem;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
        h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.3rem;margin:0 0 .25rem}h3{font-size:1rem;margin:1.25rem 0 .4rem}
        a{color:var(--link)}p{margin:.4rem 0}.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}
        section{border-top:1px solid var(--rule);padding:1.5rem 0}
        .scroll{overflow:auto;max-width:100%;border:1px solid var(--rule);border-radius:6px}.tall{max-height:26rem}.fit{width:fit-content}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px}
        table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums;width:100%}
        th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid var(--rule);vertical-align:top}
        tbody tr:last-child>*{border-bottom:0}
        thead th{position:sticky;top:0;background:var(--card);white-space:nowrap;z-index:1}
        .n{text-align:right;white-space:nowrap}tbody th{font-weight:600;background:var(--page)}
        .zoo tbody th,.zoo thead th:first-child{position:sticky;left:0}.zoo thead th:first-child{z-index:2}.zoo{font-size:14px}.zoo th,.zoo td{padding:.3rem .45rem}.zoo th{white-space:nowrap}small{color:var(--soft)}
        th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}th button::after{content:" ↕";color:var(--soft)}
        th[aria-sort=ascending] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}
        .charts{display:flex;flex-wrap:wrap;gap:.75rem}.charts svg{max-width:100%;height:auto;border:1px solid var(--rule);border-radius:6px}
        .pairs{display:flex;flex-wrap:wrap;gap:1rem 2rem;margin:.6rem 0}.pairs div{min-width:6rem}.pairs dt{color:var(--soft);font-size:.85rem}.pairs dd{margin:0;font-size:1.15rem;font-variant-numeric:tabular-nums}
        .halves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 1.5rem;align-items:start}.halves>div{min-width:0}
        .heat text.name{font-size:10px}.chart .field{fill:var(--grid);opacity:.45}.chart .right{fill:var(--c0)}.chart .wrong{fill:var(--c1)}
        td.cell{text-align:right}
        ol.worst{padding-left:1.4rem}ol.worst li{margin:.6rem 0}blockquote{margin:.2rem 0 0;padding:.4rem .8rem;border-left:3px solid var(--rule);background:var(--card);white-space:pre-line;overflow-wrap:anywhere}
        @media (max-width:600px){.zoo tbody th{white-space:normal}}
        @media print{:root{color-scheme:light;--text:#1b1f24;--soft:#59636e;--page:#ffffff;--card:#f6f8fa;--rule:#d5dae0;--link:#0a5cad;--good:#0b6e4f;--bad:#a33000;--hit:#0a5cad;--miss:#b44a00}
        body{max-width:none;font-size:11px}.charts{flex-wrap:nowrap;gap:.4rem}.charts svg{max-width:33%}.scroll,.tall{overflow:visible;max-height:none;border:0}th,td{padding:.15rem .35rem}thead th,.zoo tbody th{position:static}th button::after,.back{display:none}h2,h3{break-after:avoid}svg,li,tr{break-inside:avoid}}
        """;

    /// <summary>Lets a reader sort tables of the class <c>sortable</c> by their headings; the page is whole without it.</summary>
    public const string Script = """
        for(const table of document.querySelectorAll('table.sortable')){const heads=[...table.tHead.rows[0].cells];heads.forEach((head,column)=>{const button=document.createElement('button');button.type='button';button.append(...head.childNodes);head.append(button);button.addEventListener('click',()=>{const up=head.getAttribute('aria-sort')!=='ascending';for(const other of heads)other.removeAttribute('aria-sort');head.setAttribute('aria-sort',up?'ascending':'descending');const key=row=>{const cell=row.cells[column];return !cell?NaN:cell.dataset.v===undefined?cell.textContent.trim():parseFloat(cell.dataset.v)};const rows=[...table.tBodies[0].rows].sort((a,b)=>{const x=key(a),y=key(b);if(typeof x==='number'&&typeof y==='number'){if(isNaN(x)||isNaN(y))return isNaN(x)-isNaN(y);return up?x-y:y-x}return up?String(x).localeCompare(String(y)):String(y).localeCompare(String(x))});table.tBodies[0].append(...rows)})})}
        """;
}
