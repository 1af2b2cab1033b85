using Microsoft.AspNetCore.Hosting.Server;
using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Startup;
using Orchestrator.Hosting.Settings;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Silo.Supervision;

namespace Orchestrator.Silo.Startup;

/// <summary>Tells the person who started the system how loading goes, and when it is ready what it serves and how to try it.</summary>
internal sealed class ReadyReport(SiloOptions options, GatewayOptions gateway, IReadOnlyList<WorkerSpec> expected, IGrainFactory grains, Announcements announcements, IServer server, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<WorkerId, int> _shown = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await TryFindAsync() is not { } found) continue;
            foreach (var (_, worker) in found) ShowProgress(worker);
            if (options.NoWorkers ? IsServed(found) : expected.All(e => found.Exists(f => f.Worker.Life.Worker == e.Id && f.Worker.State == WorkerState.Ready)))
            {
                ShowReady(found);
                return;
            }
        }
    }

    // Workers come from elsewhere: a silo alone is ready without them, a gateway when it could serve every model.
    private bool IsServed(List<(string Pool, WorkerStatus Worker)> found) =>
        options.NoGateway || options.Pools.All(p => found.Exists(f => f.Pool == p.Name && f.Worker.State == WorkerState.Ready));

    private async Task<List<(string Pool, WorkerStatus Worker)>?> TryFindAsync()
    {
        try
        {
            var found = new List<(string, WorkerStatus)>();
            foreach (var pool in options.Pools)
                foreach (var worker in await grains.GetGrain<IGpuPoolGrain>(pool.Name).Workers()) found.Add((pool.Name, worker.Status));
            return found;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The silo is still starting: readiness is the first call that succeeds.
            return null;
        }
    }

    private void ShowProgress(WorkerStatus status)
    {
        var tenths = (int)(10 * status.Loaded);
        if (status.State != WorkerState.Loading || _shown.GetValueOrDefault(status.Life.Worker, -1) >= tenths) return;
        _shown[status.Life.Worker] = tenths;
        Console.WriteLine($"loading {status.Life.Worker} {10 * tenths} %");
    }

    private void ShowReady(List<(string Pool, WorkerStatus Worker)> found)
    {
        Console.WriteLine(options.NoGateway ? "ready: workers are up; no gateway here" : $"ready http://127.0.0.1:{gateway.Port}");
        foreach (var pool in options.Pools) Console.WriteLine($"  model   {pool.Name} ({(pool.ModelPath == DemoModel.Path ? "a small one for trying things out; --model PATH serves yours" : pool.ModelPath)})");
        foreach (var (_, worker) in found) Console.WriteLine($"  worker  {worker.Life.Worker}  {worker.Role.ToString().ToLowerInvariant()}  {worker.Device}");
        foreach (var line in announcements.Lines) Console.WriteLine($"  {line}");
        Console.WriteLine($"  metrics http://{MetricTargets.AddressOf(server)}/metrics; all processes: /metrics/targets");
        if (options.NoGateway) return;
        Console.WriteLine("try it, as a whole or token by token:");
        Console.WriteLine(Curl("", ""));
        Console.WriteLine(Curl("-N ", ",\"stream\":true"));
    }

    private string Curl(string option, string field) =>
        $$"""  curl {{option}}http://127.0.0.1:{{gateway.Port}}/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"{{options.Pools[0].Name}}","messages":[{"role":"user","content":"Tell me a short story about a fox."}],"max_tokens":200,"temperature":0{{field}}}'""";
}
