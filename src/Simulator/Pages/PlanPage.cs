using System.Text.Json.Nodes;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pages;

/// <summary>The page of simulator plan: the chosen fleet, and the others that were looked at.</summary>
internal static class PlanPage
{
    /// <param name="json">As printed.</param>
    public static HtmlPage From(JsonObject json)
    {
        var fleet = json["fleet"]?.AsObject();
        JsonObject[] all = [.. (fleet is null ? [] : new[] { fleet }), .. json["alternatives"]!.AsArray().Select(a => a!.AsObject())];
        JsonObject[] offers = [.. all.Where(a => a["gpus"] is not null)];
        JsonObject[] refused = [.. all.Where(a => a["gpus"] is null)];
        return new HtmlPage(
            fleet is null ? $"No fleet holds {json["workload"]}" : $"{fleet["gpus"]} x {fleet["hardware"]} for {json["workload"]}",
            $"{json["model"]}, {PageFigures.Text(json["requests_per_second"])} requests/s. Promised to {PageFigures.Text(json["wanted_attainment"])} of the requests ({json["criterion"]}): first token within {PageFigures.Text(json["slo_ttft_seconds"])} s or {PageFigures.Text(json["slo_ttft_multiple"])} times what an idle worker takes, {PageFigures.Text(json["slo_tpot_seconds"])} s between tokens. {json["fleets_simulated"]} fleets were simulated.",
            fleet is null ? [] : Figures(fleet),
            [
                .. offers.Length == 0 ? Array.Empty<PagePart>() : [Offers(offers)],
                .. refused.Length == 0 ? Array.Empty<PagePart>() : [Refused(refused)],
            ]);
    }

    private static IReadOnlyList<KeyFigure> Figures(JsonObject fleet) =>
    [
        new("GPUs", $"{fleet["gpus"]} x {fleet["hardware"]}"),
        new("plan", PageFigures.Text(fleet["plan"])),
        new("mode", PageFigures.Text(fleet["mode"])),
        .. fleet["cost_per_hour"] is { } cost ? [new KeyFigure("cost per hour", cost.ToString())] : Array.Empty<KeyFigure>(),
        new("power", $"{fleet["watts"]} W"),
        new("attainment", PageFigures.Text(fleet["attainment"])),
    ];

    private static PageTable Offers(JsonObject[] offers) => new(
        "Fleets that hold",
        ["hardware", "plan", "mode", "GPUs", "cost per hour", "watts", "attainment", "worst minute", "TTFT p90 (s)", "TPOT p90 (s)", "tokens/s per GPU"],
        [.. offers.Select(o => Row(o, "hardware", "plan", "mode", "gpus", "cost_per_hour", "watts", "attainment", "worst_minute", "ttft_p90_seconds", "tpot_p90_seconds", "tokens_per_second_per_gpu"))])
    {
        Note = "Each with the fewest GPUs that hold, the best first.",
    };

    private static PageTable Refused(JsonObject[] refused) => new("Looked at and left", ["hardware", "plan", "mode", "why"], [.. refused.Select(r => Row(r, "hardware", "plan", "mode", "why"))]);

    private static string[] Row(JsonObject offer, params string[] names) => [.. names.Select(n => PageFigures.Text(offer[n]))];
}
