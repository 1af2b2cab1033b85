using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Hosting.Security;

namespace Orchestrator.Gateway.Links;

/// <summary>The gateway's end of the link with one life of a worker: one stream each way for all generations.</summary>
internal sealed class WorkerConnection : IAsyncDisposable
{
    private const int MaxQueuedMessages = 16384;

    private static readonly TimeSpan s_connectPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_judgement = TimeSpan.FromMilliseconds(250);

    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<ToWorker, FromWorker> _call;
    private readonly Liveness _liveness;
    private readonly TimeProvider _time;
    private readonly Channel<ToWorker> _outgoing = Channel.CreateBounded<ToWorker>(new BoundedChannelOptions(MaxQueuedMessages) { SingleReader = true });
    private readonly ConcurrentDictionary<AttemptKey, EventBuffer> _listeners = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly SentAutomata _automata = new();
    private string? _endReason;
    private Task _running = Task.CompletedTask;

    private WorkerConnection(WorkerLife life, GrpcChannel channel, AsyncDuplexStreamingCall<ToWorker, FromWorker> call, TimeProvider time)
    {
        Life = life;
        _channel = channel;
        _call = call;
        _liveness = new Liveness(time);
        _time = time;
    }

    public WorkerLife Life { get; }

    /// <summary>Completes when the link has ended.</summary>
    public Task Completion => _running;

    /// <summary>Why the link ended; null while it stands.</summary>
    public string? EndReason => Volatile.Read(ref _endReason);

    /// <summary>Connects and shakes hands; throws <see cref="LinkException"/> with the reason when the worker is not there, or not who is meant.</summary>
    public static async Task<WorkerConnection> ConnectAsync(string pool, WorkerTarget target, ClusterSecret secret, TimeProvider time, CancellationToken cancellation)
    {
        var channel = GrpcChannel.ForAddress($"http://{target.WorkEndpoint}", new GrpcChannelOptions
        {
            MaxReceiveMessageSize = 64 << 20,
            DisposeHttpClient = true,
            HttpHandler = new SocketsHttpHandler { ConnectTimeout = s_connectPatience, UseProxy = false },
        });
        AsyncDuplexStreamingCall<ToWorker, FromWorker>? call = null;
        try
        {
            call = new WorkerLink.WorkerLinkClient(channel).Connect(cancellationToken: CancellationToken.None);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(s_connectPatience);
            await GreetAsync(call, pool, target, secret, patience.Token);
            var connection = new WorkerConnection(target.Life, channel, call, time);
            connection._running = connection.RunAsync();
            return connection;
        }
        catch (Exception e)
        {
            call?.Dispose();
            channel.Dispose();
            if (cancellation.IsCancellationRequested) throw;
            throw e as LinkException ?? new LinkException($"worker {target.Life} at {target.WorkEndpoint} cannot be reached: {(e as RpcException)?.Status.Detail ?? e.Message}", e);
        }
    }

    /// <summary>Events of an attempt go to a buffer from now on.</summary>
    public void Listen(AttemptKey key, EventBuffer buffer)
    {
        _listeners[key] = buffer;
        if (EndReason is { } reason) buffer.Post(new WorkerEvent.LinkLost(Life, key, reason));
    }

    public void Forget(AttemptKey key) => _listeners.TryRemove(key, out _);

    /// <summary>Queues a message; when the worker does not take its messages, the link ends.</summary>
    public void Send(ToWorker message)
    {
        if (EndReason is null && !_outgoing.Writer.TryWrite(message)) End($"{MaxQueuedMessages} messages are waiting to be sent");
    }

    /// <summary>Queues a message that names an automaton, and before it the automaton unless the worker was sent it already; returns the number of that sending.</summary>
    public long Send(ToWorker message, TokenAutomaton automaton)
    {
        // Nobody else's work may name the automaton before its last part is queued.
        lock (_gate)
        {
            var messages = new List<ToWorker>();
            var sending = _automata.Ensure(automaton, messages);
            foreach (var part in messages) Send(part);
            Send(message);
            return sending;
        }
    }

    /// <summary>The worker says that it does not have what a sending brought: the next message that names the automaton brings it again.</summary>
    public void Forget(AutomatonAddress automaton, long sending)
    {
        lock (_gate) _automata.Forget(automaton, sending);
    }

    public async ValueTask DisposeAsync()
    {
        End("the gateway stops");
        await _running;
        _call.Dispose();
        _channel.Dispose();
        _ending.Dispose();
    }

    private static async Task GreetAsync(AsyncDuplexStreamingCall<ToWorker, FromWorker> call, string pool, WorkerTarget target, ClusterSecret secret, CancellationToken cancellation)
    {
        if (!await call.ResponseStream.MoveNext(cancellation) || call.ResponseStream.Current.Challenge is not { } challenge) throw new LinkException($"worker {target.Life} does not open the link with a challenge");
        if (challenge.Version != ProtocolVersion.Current) throw new LinkException($"worker {target.Life} speaks protocol {challenge.Version}, this gateway {ProtocolVersion.Current}");
        var mine = ClusterSecret.Nonce();
        var hello = new Hello
        {
            Version = ProtocolVersion.Current,
            Nonce = ByteString.CopyFrom(mine),
            Proof = ByteString.CopyFrom(secret.Prove(ClusterSecret.Side.Caller, challenge.Nonce.Span, mine)),
            Pool = pool,
            Life = ByteString.CopyFrom(target.Life.Life.ToByteArray()),
            Fingerprint = target.Fingerprint,
        };
        await call.RequestStream.WriteAsync(new ToWorker { Hello = hello }, cancellation);
        if (!await call.ResponseStream.MoveNext(cancellation)) throw new LinkException($"worker {target.Life} closed the link");
        var answer = call.ResponseStream.Current;
        if (answer.Goodbye is { } goodbye) throw new LinkException($"worker {target.Life} refuses the link: {goodbye.Reason}");
        if (answer.Welcome is not { } welcome || !secret.Verify(ClusterSecret.Side.Answerer, challenge.Nonce.Span, mine, welcome.Proof.Span))
            throw new LinkException($"worker {target.Life} does not know the cluster secret");
    }

    private async Task RunAsync()
    {
        var writing = WriteAsync();
        var judging = JudgeAsync();
        var reason = "the worker closed the link";
        try
        {
            while (await _call.ResponseStream.MoveNext(_ending.Token))
            {
                var message = _call.ResponseStream.Current;
                if (message.Goodbye is { } goodbye)
                {
                    reason = $"the worker says goodbye: {goodbye.Reason}";
                    break;
                }
                if (message.Step is { } report) Deliver(report);
            }
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or IOException)
        {
            reason = (e as RpcException)?.Status.Detail ?? e.Message;
        }
        End(reason);
        await Task.WhenAll(writing, judging);
    }

    private void Deliver(StepReport report)
    {
        _liveness.Heard(report);
        foreach (var m in report.Accepted) Post(m.Key, key => new WorkerEvent.Accepted(Life, key));
        foreach (var m in report.Refused) Post(m.Key, key => new WorkerEvent.Refused(Life, key, m.Reason, m.Detail));
        foreach (var m in report.Tokens) Post(m.Key, key => new WorkerEvent.Token(Life, key, (int)m.Index, (int)m.Id, m.Logprobs, (int)m.CachedTokens));
        foreach (var m in report.HandedOff) Post(m.Key, key => new WorkerEvent.HandedOff(Life, key));
        foreach (var m in report.TransfersFailed) Post(m.Key, key => new WorkerEvent.TransferFailed(Life, key, m.Detail));
        foreach (var m in report.Leaving) Post(m.Key, key => new WorkerEvent.Leaving(Life, key));
        foreach (var m in report.Ended) Post(m.Key, key => new WorkerEvent.Ended(Life, key, m.Reason, (int)m.Tokens, m.Detail));
    }

    private void Post(Key wire, Func<AttemptKey, WorkerEvent> make)
    {
        if (wire is null) return;
        var key = wire.FromWire();
        if (_listeners.TryGetValue(key, out var buffer)) buffer.Post(make(key));
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(_ending.Token)) await _call.RequestStream.WriteAsync(message, _ending.Token);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or IOException or InvalidOperationException)
        {
            End($"sending failed: {e.Message}");
        }
    }

    private async Task JudgeAsync()
    {
        using var timer = new PeriodicTimer(s_judgement, _time);
        try
        {
            for (var tick = 0; await timer.WaitForNextTickAsync(_ending.Token); tick++)
            {
                if (tick % (s_heartbeat / s_judgement) == 0) Send(new ToWorker { Heartbeat = new Heartbeat() });
                if (_liveness.Judge() is { } verdict) End($"the worker is taken for dead: {verdict}");
            }
        }
        catch (OperationCanceledException)
        {
            // The link has ended.
        }
    }

    private void End(string reason)
    {
        if (Interlocked.CompareExchange(ref _endReason, reason, null) is not null) return;
        _outgoing.Writer.TryComplete();
        _ending.Cancel();
        foreach (var (key, buffer) in _listeners) buffer.Post(new WorkerEvent.LinkLost(Life, key, reason));
    }
}
