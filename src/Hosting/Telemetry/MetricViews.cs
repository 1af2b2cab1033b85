using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>
/// Which instruments of the libraries beneath us are told. Orleans has a hundred, without a word of help and in units that Prometheus' linter
/// refuses; those that an operator asks for stay, with a description.
/// </summary>
internal static class MetricViews
{
    private static readonly Dictionary<string, string> s_orleans = new(StringComparer.Ordinal)
    {
        ["orleans-catalog-activations"] = "Grain activations that live in this silo.",
        ["orleans-catalog-activation-created"] = "Grain activations made by this silo.",
        ["orleans-gateway-connected-clients"] = "Gateways and workers connected to this silo.",
        ["orleans-client-connected-gateways"] = "Silos that this process is connected to.",
        ["orleans-app-requests-timedout"] = "Grain calls that were not answered in time.",
        ["orleans-messaging-expired"] = "Messages between grains that came too late.",
        ["orleans-messaging-rejected"] = "Messages between grains that were refused.",
    };

    // Names that end as a histogram's series do.
    private static readonly string[] s_unfit = ["dotnet.assembly.count", "dotnet.process.cpu.count", "dotnet.timer.count"];

    /// <summary>Null: as the instrument is.</summary>
    public static MetricStreamConfiguration? Of(Instrument instrument) => instrument.Meter.Name switch
    {
        "Microsoft.Orleans" => s_orleans.TryGetValue(instrument.Name, out var meaning) ? new MetricStreamConfiguration { Description = meaning } : MetricStreamConfiguration.Drop,
        "System.Runtime" when s_unfit.Contains(instrument.Name) => MetricStreamConfiguration.Drop,
        _ => null,
    };
}
