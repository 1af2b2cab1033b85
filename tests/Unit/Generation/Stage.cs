using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.Links;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>A gateway's generation between a scripted cluster and scripted workers, on a clock that stands still.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<ScriptedWorker> _workers = [];
    private readonly WorkerConnections _connections;

    public Stage() => _connections = new WorkerConnections(new ClusterSecret("the cluster's"), Clock);

    public ManualClock Clock { get; } = new();

    public ScriptedPlans Plans { get; } = new();

    public GenerationInput Input { get; init; } = new()
    {
        Request = RequestId.New(),
        Choice = 1,
        Pool = "pool",
        Prompt = [1, 7, 8, 9],
        MaxTokens = 6,
        Sampling = new Contracts.Protocol.Sampling { Temperature = 0.5f, Seed = 77 },
        Priority = 2,
        TenantSalt = "tenant",
        Deadline = new DateTimeOffset(2030, 1, 1, 0, 10, 0, TimeSpan.Zero),
    };

    public async Task<ScriptedWorker> WorkerAsync(string name)
    {
        var worker = await ScriptedWorker.StartAsync(name);
        _workers.Add(worker);
        return worker;
    }

    public Reading Run(bool asleep = false) => new(NewRun(Input), asleep);

    /// <summary>A generation of another request.</summary>
    public GenerationRun NewRun() => NewRun(Input with { Request = RequestId.New() });

    public AttemptKey Key(int attempt) => new(Input.Request, Input.Choice, attempt);

    /// <summary>Nothing more has been sent to the worker than what the test has taken.</summary>
    public async Task NothingMoreAsync(ScriptedWorker worker)
    {
        var mark = Works.NewKey();
        (await _connections.GetAsync(Input.Pool, worker.Target)).Send(new ToWorker { Cancel = new Cancel { Key = mark.ToWire() } });
        Assert.Equal(mark, await worker.CancelAsync());
    }

    /// <summary>Breaks the link and returns when this gateway has seen it.</summary>
    public async Task BreakAsync(ScriptedWorker worker)
    {
        var link = await _connections.GetAsync(Input.Pool, worker.Target);
        worker.HangUp();
        await Eventually.TrueAsync(() => link.EndReason is not null, () => "the link did not end");
    }

    private GenerationRun NewRun(GenerationInput input) =>
        new(input, new RequestPlans(Plans, NullLogger<RequestPlans>.Instance), _connections, Clock, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        foreach (var worker in _workers) await worker.DisposeAsync();
    }
}
