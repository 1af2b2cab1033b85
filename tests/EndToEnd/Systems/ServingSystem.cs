using System.Globalization;
using System.Net.Http.Headers;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Xunit;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>A whole running system: the silo's process, the workers it started, and clients for its two APIs.</summary>
internal sealed class ServingSystem : IAsyncDisposable
{
    public const string AdminKey = "the-key-of-these-tests";

    /// <summary>Tests that are not about the autoscaler say which worker does what; an option on the command line wins over this.</summary>
    public static readonly (string, string) RolesStay = ("ORCHESTRATOR_Pool__Scaling", "off");

    private readonly HttpClient _http;
    private readonly HttpClient _adminHttp;
    private readonly string _clusterId;

    private ServingSystem(RunningProcess silo, Uri address)
    {
        Silo = silo;
        Address = address;
        _http = ClientOf(address);
        _adminHttp = ClientOf(address);
        _adminHttp.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        Client = new OpenAiClient(_http);
        Admin = new AdminClient(_adminHttp);
        // Workers are told the cluster's id on their command line: that finds them when their parent has gone.
        _clusterId = ProcessTable.ChildrenOf(silo.Id).Select(child => child.Option("--cluster-id")).OfType<string>().First();
    }

    public RunningProcess Silo { get; }

    public Uri Address { get; }

    public OpenAiClient Client { get; }

    public AdminClient Admin { get; }

    /// <summary>The worker processes that live, whoever their parent is.</summary>
    public IReadOnlyList<ProcessEntry> Workers => [.. ProcessTable.All().Where(p => p.Option("--cluster-id") == _clusterId)];

    /// <summary>Starts a silo with these options on a free port and waits until it serves.</summary>
    public static Task<ServingSystem> StartAsync(params string[] options) => StartAsync([], options);

    /// <summary>The same, with settings that have no option: "Router__MaxWaiting".</summary>
    public static async Task<ServingSystem> StartAsync((string Name, string Value)[] settings, params string[] options)
    {
        var port = FreePort.Next();
        var silo = RunningProcess.Start(Programs.Silo, [.. options, "--port", port.ToString(CultureInfo.InvariantCulture)], [("ORCHESTRATOR_ADMIN_KEY", AdminKey), RolesStay, .. settings.Select(s => ("ORCHESTRATOR_" + s.Name, s.Value))]);
        try
        {
            var ready = await silo.LineAsync("ready http://");
            return new ServingSystem(silo, new Uri(ready["ready ".Length..]));
        }
        catch
        {
            foreach (var child in ProcessTable.ChildrenOf(silo.Id)) Signals.Send(child.Id, Signals.Kill);
            await silo.DisposeAsync();
            throw;
        }
    }

    public static HttpClient ClientOf(Uri address) =>
        new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 256 }) { BaseAddress = address, Timeout = Patience.Long };

    /// <summary>The process of a worker, by its id.</summary>
    public ProcessEntry ProcessOf(WorkerRow worker) => Workers.Single(p => p.Option("--worker-id") == worker.Id);

    /// <summary>Sends a signal to a worker's process; kill -9 ends it between two instructions.</summary>
    public void Signal(WorkerRow worker, int signal) => Signals.Send(ProcessOf(worker).Id, signal);

    /// <summary>Waits until a killed worker has come back by itself as a new life.</summary>
    public Task UntilBackAsync(WorkerRow killed) => Admin.UntilAsync($"worker {killed.Id} is ready with a new life", workers =>
        workers.Any(w => w.Id == killed.Id && w.Life != killed.Life && w.State == "ready"));

    /// <summary>Stops in order: exit code 0, and nobody is left behind.</summary>
    public async Task StopAsync()
    {
        Silo.Signal(Signals.Terminate);
        var code = await Silo.EndAsync();
        Assert.True(code == 0, $"the silo ended with code {code}");
        Assert.Empty(Workers);
    }

    /// <summary>Ends all its processes between two instructions, as when the power fails.</summary>
    public async Task KillAsync()
    {
        var workers = Workers;
        foreach (var id in workers.Select(w => w.Id).Prepend(Silo.Id)) Signals.Send(id, Signals.Kill);
        await Silo.EndAsync();
        await Patience.UntilAsync("all workers have ended", () => Workers.Count == 0);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!Silo.HasEnded) await StopAsync();
        }
        finally
        {
            await Silo.DisposeAsync();
            foreach (var worker in Workers) Signals.Send(worker.Id, Signals.Kill);
            _http.Dispose();
            _adminHttp.Dispose();
        }
    }
}
