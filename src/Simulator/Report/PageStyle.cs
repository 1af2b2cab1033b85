namespace Orchestrator.Simulator.Report;

/// <summary>The style of a page. It has none of the characters that markup escapes.</summary>
internal static class PageStyle
{
    /// <summary>Colours of series, taken in turn; chosen to differ also for colour-blind eyes.</summary>
    public const int Colours = 8;

    public const string Css = """
        :root { color-scheme: light dark; --ink: #1c2128; --faint: #626c78; --grid: #e2e6eb; --page: #ffffff; --card: #f5f7f9; }
        .c0 { --c: #0072b2; } .c1 { --c: #d55e00; } .c2 { --c: #009e73; } .c3 { --c: #b0559a; }
        .c4 { --c: #a97900; } .c5 { --c: #3f9fd0; } .c6 { --c: #6b4fbb; } .c7 { --c: #7a7f87; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8ed; --faint: #9aa5b1; --grid: #2f3740; --page: #14181d; --card: #1e242b; }
          .c0 { --c: #4aa8e0; } .c1 { --c: #f28b45; } .c2 { --c: #35c79a; } .c3 { --c: #dc8cc6; }
          .c4 { --c: #e0b23e; } .c5 { --c: #8ccdf0; } .c6 { --c: #a892ec; } .c7 { --c: #a7adb5; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin: 2rem 0 0.4rem; overflow-wrap: anywhere; }
        p { margin: 0.3rem 0; color: var(--faint); overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.6rem; margin: 1rem 0; }
        dl div { background: var(--card); border-radius: 0.5rem; padding: 0.5rem 0.75rem; overflow-wrap: anywhere; }
        dt { color: var(--faint); font-size: 0.8rem; } dd { margin: 0; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--grid); text-align: right; white-space: nowrap; }
        th:first-child { text-align: left; } thead th { color: var(--faint); font-weight: 600; } tbody th { font-weight: 400; }
        ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin: 0.3rem 0; padding: 0; font-size: 0.85rem; }
        li { overflow-wrap: anywhere; } li i { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.4rem; border-radius: 0.2rem; background: var(--c); vertical-align: -0.05rem; }
        li i.load { height: 0; border-top: 2px dashed var(--ink); border-radius: 0; background: none; vertical-align: 0.25rem; }
        svg { display: block; width: 100%; min-width: 30rem; height: auto; }
        svg text { fill: var(--faint); font: 13px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
        .x { text-anchor: middle; } .y { text-anchor: end; } .r { text-anchor: start; }
        .grid { stroke: var(--grid); stroke-width: 1; fill: none; }
        .line { stroke: var(--c); stroke-width: 1.8; fill: none; stroke-linejoin: round; }
        .load { stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: 5 3; fill: none; stroke-linejoin: round; }
        .area { fill: var(--c); fill-opacity: 0.75; }
        .dot { fill: var(--c); } .dominated { fill-opacity: 0.35; }
        .spot { fill: transparent; } .spot:hover { fill: var(--c); } .strip { fill: transparent; } .strip:hover { fill: var(--ink); fill-opacity: 0.12; }
        .limit { stroke: var(--faint); stroke-width: 1.2; stroke-dasharray: 2 3; }

        """;
}
