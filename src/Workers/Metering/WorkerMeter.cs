using System.Diagnostics.Metrics;
using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Startup;

namespace Orchestrator.Workers.Metering;

/// <summary>What is read off a worker when somebody asks: its load, its cache, its traffic. Nothing is paid between two scrapes.</summary>
internal sealed class WorkerMeter
{
    private readonly ServingWorker _worker;
    private readonly KeyValuePair<string, object?> _model;

    public WorkerMeter(IMeterFactory factory, ServingWorker worker, WorkerOptions options)
    {
        _worker = worker;
        _model = new("model_name", options.Pool);
        var meter = factory.Create(Telemetry.Meter);
        Gauge("num_requests_running", "Requests that take part in steps.", l => l.Running);
        Gauge("num_requests_waiting", "Requests that were accepted and wait.", l => l.Waiting);
        // vLLM's word; it is a part of one.
        Gauge("kv_cache_usage_perc", "Part of the KV cache that running requests hold; 1 is all of it.", l => l.BlocksTotal == 0 ? 0 : (double)l.BlocksReferenced / l.BlocksTotal);
        Counter("prompt_tokens", "Prompt tokens that were computed here or found in the cache.", l => l.PromptTokensPrefilled + l.PromptTokensCached);
        Counter("generation_tokens", "Tokens that were made.", l => l.TokensDecoded);
        Counter("prefix_cache_queries", "Prompt tokens that were looked for in the cache.", l => l.PromptTokensPrefilled + l.PromptTokensCached);
        Counter("prefix_cache_hits", "Prompt tokens that were found in the cache.", l => l.PromptTokensCached);
        Counter("num_preemptions", "Requests that had to give up their blocks for others.", l => l.Preemptions);
        Observe("orchestrator.engine.steps", "{step}", "Steps of the engine.", () => [new(Load.Step, _model)]);
        Observe("orchestrator.migrations", "{answer}", "Running answers that moved between workers, as this one saw it.", () =>
            [new(Load.MigrationsOut, _model, new("outcome", "out")), new(Load.MigrationsIn, _model, new("outcome", "in")), new(Load.MigrationsFailed, _model, new("outcome", "failed"))]);
        Observe("orchestrator.kv.transfer.size", "By", "Keys and values that went between workers, payload alone.", () =>
            [new(_worker.Serving?.Traffic.Sent ?? 0, _model, new("direction", "sent")), new(_worker.Serving?.Traffic.Received ?? 0, _model, new("direction", "received"))]);
        meter.CreateObservableGauge("orchestrator.worker.role", () => Enum.GetValues<WorkerRole>().Select(r => new Measurement<int>(r == Load.Orders.Role && _worker.Serving is not null ? 1 : 0, _model, new("role", r.ToString().ToLowerInvariant()))), null, "1 for the role that the engine has, 0 for the others.");
        meter.CreateObservableGauge("orchestrator.worker.loaded", () => new Measurement<double>(_worker.Loaded, _model), null, "Part of the model that is loaded; 1 when it serves.");
        var energy = EnergyMeter.Find(options.Device);
        if (energy is not null) meter.CreateObservableCounter("orchestrator.energy", () => energy.Read() is { } joules ? [new Measurement<double>(joules, new KeyValuePair<string, object?>("source", energy.Source))] : Array.Empty<Measurement<double>>(), "J", "Energy that the worker's accelerator, or its whole host, has used since the worker started.");

        void Gauge(string name, string meaning, Func<EngineLoad, double> read) => meter.CreateObservableGauge(EngineNames.Prefix + name, () => new Measurement<double>(read(Load), _model), null, meaning);
        void Counter(string name, string meaning, Func<EngineLoad, long> read) => meter.CreateObservableCounter(EngineNames.Prefix + name, () => new Measurement<long>(read(Load), _model), null, meaning);
        void Observe(string name, string unit, string meaning, Func<IEnumerable<Measurement<long>>> read) => meter.CreateObservableCounter(name, read, unit, meaning);
    }

    private EngineLoad Load => _worker.Serving?.Engine.Load ?? s_none;

    private static readonly EngineLoad s_none = new();
}
