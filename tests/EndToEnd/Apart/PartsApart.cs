using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;

namespace Orchestrator.EndToEnd.Apart;

/// <summary>Silo, gateway and one worker for each model, all started on their own as on different machines, with a secret in common.</summary>
internal sealed partial class PartsApart : IAsyncDisposable
{
    private const string Secret = "a-secret-that-all-parts-know-0123456789";

    private readonly string[][] _served;
    private readonly string[] _join;
    private readonly string[] _siloOptions;
    private readonly string _port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
    private readonly HttpClient _http;
    private readonly List<RunningProcess> _all = [];

    private PartsApart(string[][] served, RunningProcess silo, string[] join, string[] siloOptions)
    {
        (_served, Silo, _join, _siloOptions) = (served, silo, join, siloOptions);
        _all.Add(silo);
        Gateway = StartGateway();
        Worker = StartWorker("apart-0", Secret);
        for (var i = 1; i < served.Length; i++) StartWorker("apart-0", Secret, served: i);
        _http = ServingSystem.ClientOf(new Uri($"http://127.0.0.1:{_port}"));
        Client = new OpenAiClient(_http);
        Admin = new AdminClient(_http);
        _http.DefaultRequestHeaders.Authorization = new("Bearer", ServingSystem.AdminKey);
    }

    public RunningProcess Silo { get; private set; }

    public RunningProcess Gateway { get; private set; }

    public RunningProcess Worker { get; private set; }

    public OpenAiClient Client { get; }

    public AdminClient Admin { get; }

    private static (string, string) Known => ("ORCHESTRATOR_CLUSTER_SECRET", Secret);

    /// <summary>Starts the silo, reads from its output how to join it, and starts the others so.</summary>
    public static Task<PartsApart> StartAsync(string model, params string[] siloOptions) => StartAsync([["--model", model]], siloOptions);

    /// <summary>The same with several models, each as --model or --pool and its value: one worker each, all of one name.</summary>
    public static async Task<PartsApart> StartAsync(string[][] served, params string[] siloOptions)
    {
        var silo = RunningProcess.Start(Programs.Silo, [.. served.SelectMany(s => s), "--no-gateway", "--workers", "none", .. siloOptions], Known, ServingSystem.RolesStay);
        try
        {
            var join = JoinPattern().Match(await silo.LineAsync("join "));
            var parts = new PartsApart(served, silo, ["--cluster-id", join.Groups["id"].Value, "--client-port", join.Groups["port"].Value], siloOptions);
            await parts.UntilReadyAsync();
            return parts;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another worker, which may know the secret or not.</summary>
    public RunningProcess StartWorker(string id, string secret, string kvType = "f32", int served = 0) =>
        Add(RunningProcess.Start(Programs.Workers, [.. _served[served], "--worker-id", id, "--threads", "1", "--kv-type", kvType, .. _join], ("ORCHESTRATOR_CLUSTER_SECRET", secret)));

    /// <summary>Starts a worker that knows the secret and joins this pool, NAME=PATH, which no other part knows.</summary>
    public RunningProcess StartStray(string pool) => Add(RunningProcess.Start(Programs.Workers, ["--pool", pool, "--threads", "1", .. _join], Known));

    /// <summary>Starts another worker that knows the secret and keeps keys and values in another number type.</summary>
    public async Task<RunningProcess> AddWorkerAsync(string id, string kvType)
    {
        var worker = StartWorker(id, Secret, kvType);
        await Admin.UntilAsync($"{id} is ready", workers => workers.Any(w => w.Id == id && w.State == "ready"));
        return worker;
    }

    /// <summary>Starts a new silo in the place of one that has gone.</summary>
    public async Task ReplaceSiloAsync()
    {
        Silo = Add(RunningProcess.Start(Programs.Silo, [.. _served.SelectMany(s => s), "--no-gateway", "--workers", "none", .. _join, .. _siloOptions], Known, ServingSystem.RolesStay));
        await Silo.LineAsync("ready");
    }

    /// <summary>Starts a new gateway in the place of one that has gone.</summary>
    public async Task ReplaceGatewayAsync()
    {
        Gateway = StartGateway();
        await UntilReadyAsync();
    }

    /// <summary>Starts a new process of the same worker.</summary>
    public async Task ReplaceWorkerAsync()
    {
        Worker = StartWorker("apart-0", Secret);
        await UntilReadyAsync();
    }

    /// <summary>Waits until a request can be served.</summary>
    public Task UntilReadyAsync() => Patience.UntilAsync("the gateway is ready", async () =>
    {
        try
        {
            using var response = await Client.GetAsync("/health/ready");
            return response.StatusCode == HttpStatusCode.OK ? "ready" : null;
        }
        catch (HttpRequestException) when (!Gateway.HasEnded)
        {
            // It does not listen yet.
            return null;
        }
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all) await process.DisposeAsync();
        _http.Dispose();
    }

    private RunningProcess StartGateway() => Add(RunningProcess.Start(Programs.Gateway, [.. _served.SelectMany(s => s), "--port", _port, .. _join], Known, ("ORCHESTRATOR_ADMIN_KEY", ServingSystem.AdminKey)));

    private RunningProcess Add(RunningProcess process)
    {
        _all.Add(process);
        return process;
    }

    [GeneratedRegex(@"join\s+--cluster-id (?<id>\S+) --client-port (?<port>\d+)")]
    private static partial Regex JoinPattern();
}
