using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Hosting.Security;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>One worker without its process: the real engine on the real CPU backend, with its KV socket.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly KvExports _exports;
    private readonly KvListener _listener = new(NullLogger<KvListener>.Instance);
    private Exception? _fault;

    public TestWorker(WorkerShape? given = null)
    {
        Shape = given ?? new WorkerShape();
        Backend = new WatchedBackend(Shape.Device ?? TinyModel.Backend(Shape.Model, Shape.Blocks, Shape.Element, Shape.Threads));
        Identity = new KvIdentity(Shape.Pool, new WorkerLife(new WorkerId("w-" + Guid.NewGuid().ToString("N")[..6]), Guid.NewGuid()), Shape.Fingerprint);
        var secret = new ClusterSecret(Shape.Secret);
        _exports = new KvExports(Backend, Identity, secret, Traffic, NullLogger<KvExports>.Instance);
        Selecting = new SelectingBackend(Backend, TinyModel.Open(Shape.Model).Config.Vocab);
        Engine = new EngineLoop(Shape.Selects ? Shape.Device ?? Selecting : Backend, Vocab, Shape.Limits, _exports, Shape.Time, e => _fault = e);
        // The steps of warming up are over before a test looks at steps.
        Assert.True(Engine.Warm.Wait(Eventually.Patience));
        _listener.Serve(Engine, Backend, Identity, secret, Traffic);
    }

    public WorkerShape Shape { get; }

    public WatchedBackend Backend { get; }

    /// <summary>What the engine runs on when the shape says that it selects.</summary>
    public SelectingBackend Selecting { get; }

    public EngineLoop Engine { get; }

    public KvIdentity Identity { get; }

    public KvTraffic Traffic { get; } = new();

    /// <summary>A gateway of this worker's own, for tests that need no more than one.</summary>
    public Inbox Inbox { get; } = new();

    public EngineLoad Load => Engine.Load;

    private bool IsQuiet => Load is { Running: 0, Waiting: 0, BlocksReferenced: 0 } load && load.BlocksFree + load.BlocksCached == load.BlocksTotal;

    public int Vocab => TinyModel.Open(Shape.Model).Config.Vocab;

    public string KvEndpoint => _listener.Endpoint;

    /// <summary>This worker as the decode side of a split, reached directly or through a proxy.</summary>
    public DecodeTarget Target(string? endpoint = null) => new(Identity.Life.Worker.Value, Identity.Life.Life, endpoint ?? KvEndpoint);

    public void Submit(Work work) => Engine.Submit(work, Inbox.Outbox);

    /// <param name="work">What will come.</param>
    /// <param name="from">The worker that its KV is announced from; null: anybody.</param>
    /// <param name="running">Whether it comes as a running answer.</param>
    public void Expect(Work work, TestWorker? from = null, bool running = false) =>
        Engine.Expect(new Expect { Work = work, Running = running, PrefillLife = Google.Protobuf.ByteString.CopyFrom(from is null ? [] : from.Identity.Life.Life.ToByteArray()) }, Inbox.Outbox);

    /// <summary>Runs one piece of work to its end and returns the tokens.</summary>
    public async Task<int[]> RunAsync(Work work)
    {
        var inbox = new Inbox();
        Engine.Submit(work, inbox.Outbox);
        var answer = await inbox.EndAsync(work.Key());
        Assert.Empty(answer.Refusals);
        return answer.Tokens;
    }

    /// <summary>What the tokens are when nothing else goes on.</summary>
    public static async Task<int[]> AloneAsync(Work work, string model = WorkerShape.DefaultModel, KvElement element = KvElement.F32)
    {
        await using var worker = new TestWorker(new WorkerShape { Model = model, Element = element });
        return await worker.RunAsync(work.As(Works.NewKey(choice: (int)work.Key.Choice)));
    }

    /// <summary>Returns when all that was posted so far has taken effect and shows in <see cref="EngineLoop.Load"/>.</summary>
    public async Task SettledAsync()
    {
        var inbox = new Inbox();
        var nothing = Works.Of(Works.NewKey(), [], 1);
        Engine.Submit(nothing, inbox.Outbox);
        await inbox.EndAsync(nothing.Key());
        Engine.Drop(inbox.Outbox);
    }

    /// <summary>Returns when the engine holds no sequence and no block, and still holds none after all that was on its way to it.</summary>
    public async Task QuietAsync()
    {
        do
        {
            await SettledAsync();
            await Eventually.TrueAsync(() => IsQuiet, () => $"{Identity.Life} is not quiet: {Load}, fault {_fault}");
            // A transfer that was given up may ask for room as its last word, and takes it back with the next.
            await SettledAsync();
        }
        while (!IsQuiet);
    }

    public async ValueTask DisposeAsync()
    {
        Backend.Gate.Open();
        Engine.Dispose();
        await _exports.DisposeAsync().AsTask().InTimeAsync("the end of all exports");
        await _listener.DisposeAsync().AsTask().InTimeAsync("the end of all KV connections");
        Backend.Dispose();
        Assert.Null(_fault);
    }
}
