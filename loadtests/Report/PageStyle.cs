namespace Orchestrator.LoadTests.Report;

/// <summary>The style of the page: light and dark, no fonts or files from elsewhere.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #20242a; --faint: #667080; --grid: #e3e6ea; --page: #fff; }
        .c0 { --c: #0072b2; } .c1 { --c: #d55e00; } .c2 { --c: #009e73; } .c3 { --c: #a5508e; } .c4 { --c: #9a7400; } .c5 { --c: #5f6b78; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e3e7ec; --faint: #98a3b0; --grid: #303841; --page: #15191e; }
          .c0 { --c: #4fa9e2; } .c1 { --c: #ef8d4a; } .c2 { --c: #38c59b; } .c3 { --c: #d98cc4; } .c4 { --c: #dcb040; } .c5 { --c: #a3adb8; } }
        body { margin: 0 auto; max-width: 58rem; padding: 1rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 1.8rem 0 0.3rem; } p { color: var(--faint); }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
        th, td { padding: 0.2rem 0.7rem; border-bottom: 1px solid var(--grid); text-align: right; } th:first-child, td:first-child { text-align: left; }
        ul { list-style: none; display: flex; gap: 1rem; padding: 0; margin: 0.2rem 0; font-size: 0.85rem; }
        li i { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.35rem; background: var(--c); }
        svg { width: 100%; height: auto; } svg text { fill: var(--faint); font: 12px system-ui, sans-serif; }
        .x { text-anchor: middle; } .y { text-anchor: end; } .grid { stroke: var(--grid); fill: none; }
        .line { stroke: var(--c); stroke-width: 1.7; fill: none; } circle { fill: var(--c); }
        """;
}
