using System.Text.Json.Nodes;
using Orchestrator.Simulator.Pareto;

namespace Orchestrator.Simulator.Planning;

/// <summary>The offers as one JSON object.</summary>
internal static class PlanJson
{
    private static readonly string[] s_figures =
    [
        "attainment", "worst_minute", "shed_fraction", "busy_share", "tokens_per_second_per_gpu", "tokens_per_second_per_megawatt", "ttft_p50_seconds", "ttft_p90_seconds",
        "tpot_p50_seconds", "tpot_p90_seconds",
    ];

    /// <param name="trials">What was promised, and under what.</param>
    /// <param name="model">Served.</param>
    /// <param name="criterion">As given.</param>
    /// <param name="offers">The best first.</param>
    public static JsonObject From(FleetTrials trials, string model, string criterion, IReadOnlyList<FleetOffer> offers) => new()
    {
        ["workload"] = trials.Workload.Name,
        ["model"] = model,
        ["requests_per_second"] = Math.Round(trials.Workload.Rate, 4),
        ["slo_ttft_seconds"] = trials.Level.FirstToken,
        ["slo_ttft_multiple"] = trials.Level.FirstTokenMultiple,
        ["slo_tpot_seconds"] = trials.Level.PerToken,
        ["criterion"] = criterion,
        ["wanted_attainment"] = trials.Attainment,
        ["fleet"] = offers.Count > 0 && offers[0].Workers is not null ? From(offers[0]) : null,
        ["alternatives"] = new JsonArray([.. offers.Skip(offers.Count > 0 && offers[0].Workers is not null ? 1 : 0).Select(From)]),
        ["fleets_simulated"] = trials.Count,
    };

    private static JsonObject From(FleetOffer offer)
    {
        var json = new JsonObject
        {
            ["hardware"] = offer.Kind.Hardware.Name,
            ["plan"] = PlanList.Name(offer.Kind.Plan),
            ["mode"] = offer.Mode ?? offer.Kind.ModeName,
            ["gpus"] = offer.Gpus,
            ["workers"] = offer.Workers,
        };
        if (offer.Workers is null)
        {
            json["why"] = offer.Why;
            return json;
        }
        if (offer.Cost is { } cost) json["cost_per_hour"] = Math.Round(cost, 4);
        json["watts"] = Math.Round(offer.Watts!.Value, 1);
        foreach (var figure in s_figures) json[figure] = offer.Figures![figure]?.DeepClone();
        return json;
    }
}
