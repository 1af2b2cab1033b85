using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Constraints;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.Generation;
using Xunit;

namespace Orchestrator.Unit.Links;

/// <summary>Automata from a generation's input over the real link to a real engine, and the constrained tokens back.</summary>
public sealed class AutomatonLinkTests : IAsyncDisposable
{
    private const int Vocab = 416;

    private readonly WorkerConnections _connections = new(new ClusterSecret("the cluster's"), TimeProvider.System);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    [Fact]
    public async Task A_constrained_answer_comes_back_over_the_link()
    {
        await using var linked = await LinkedWorker.StartAsync();
        await using var reading = Run(NaiveAutomaton.Of(Vocab, [17, 400, 33, 33]).Compile(), linked);
        Assert.Equal(new GenerationEvent.Finished(ByLength: false), await reading.EndAsync());
        Assert.Equal([17, 400, 33, 33], reading.Tokens);
    }

    [Fact]
    public async Task So_does_one_that_is_split_over_two_workers()
    {
        await using var prefill = await LinkedWorker.StartAsync();
        await using var decode = await LinkedWorker.StartAsync();
        await using var reading = Run(NaiveAutomaton.Of(Vocab, [17, 400, 33, 33]).Compile(), prefill, decode);
        Assert.Equal(new GenerationEvent.Finished(ByLength: false), await reading.EndAsync());
        Assert.Equal([17, 400, 33, 33], reading.Tokens);
        Assert.Equal((1, 3), (prefill.Worker.Load.TokensDecoded, decode.Worker.Load.TokensDecoded));
    }

    [Fact]
    public async Task Automata_that_displace_each_other_fail_no_request()
    {
        var automata = Enumerable.Range(0, 4).Select(i => NaiveAutomaton.Loop(Vocab, [40 + i, 60 + i], 1 + i).Compile()).ToArray();
        var room = automata.Max(a => new Workers.Constraints.LoadedAutomaton(a, Vocab).Bytes);
        // One at a time: every change evicts.
        await using var linked = await LinkedWorker.StartAsync(new WorkerShape { Limits = new() { MaxContext = 512, AutomatonMemory = room } });
        foreach (var i in new[] { 0, 1, 0, 0, 2, 3, 3, 1, 0, 2 })
        {
            await using var reading = Run(automata[i], linked);
            Assert.Equal(new GenerationEvent.Finished(ByLength: true), await reading.EndAsync());
            Assert.All(reading.Tokens, t => Assert.True(t == 40 + i || t == 60 + i));
            await linked.Worker.QuietAsync();
        }
    }

    [Fact]
    public async Task One_larger_than_a_message_may_be_goes_in_parts()
    {
        // 14 MB; this link's server takes messages of 4 MB.
        var states = 17_000;
        var classOf = Enumerable.Range(0, Vocab).Select(t => (ushort)t).ToArray();
        var next = new int?[states * Vocab];
        for (var s = 0; s < states; s++) next[s * Vocab + 40 + s % 300] = (s + 1) % states;
        var automaton = TokenAutomaton.Create(classOf, next, new bool[states], new());
        Assert.InRange(automaton.Bytes.Length, 14_000_000, 15_000_000);
        await using var linked = await LinkedWorker.StartAsync();
        await using var reading = Run(automaton, linked);
        Assert.Equal(new GenerationEvent.Finished(ByLength: true), await reading.EndAsync());
        Assert.Equal(Enumerable.Range(40, 30), reading.Tokens);
    }

    [Fact]
    public async Task One_beyond_the_workers_limits_is_refused_with_the_values_and_leaves_the_link_alone()
    {
        await using var linked = await LinkedWorker.StartAsync(new WorkerShape { Limits = new() { MaxContext = 512, Automata = new() { States = 5 } } });
        await using var reading = Run(NaiveAutomaton.Of(Vocab, [17, 400, 33, 33, 8]).Compile(), linked);
        var failed = Assert.IsType<GenerationEvent.Failed>(await reading.EndAsync());
        Assert.Equal(FailureKind.Refused, failed.Kind);
        Assert.Contains("an automaton of 6 states; 5 are allowed", failed.Reason);
        var connection = await _connections.GetAsync("pool", linked.Target());
        Assert.Null(connection.EndReason);
    }

    [Fact]
    public async Task A_malformed_part_ends_its_own_link()
    {
        await using var linked = await LinkedWorker.StartAsync();
        var connection = await _connections.GetAsync("pool", linked.Target());
        connection.Send(new ToWorker { Automaton = new AutomatonPart { Address = ByteString.CopyFrom(new byte[32]), Size = 10, Offset = 5, Bytes = ByteString.CopyFrom(1) } });
        await Eventually.TrueAsync(() => connection.EndReason is not null, () => "the link did not end");
        connection = await _connections.GetAsync("pool", linked.Target());
        connection.Send(new ToWorker { Automaton = new AutomatonPart { Address = ByteString.CopyFrom(new byte[31]), Size = 10, Bytes = ByteString.CopyFrom(1) } });
        await Eventually.TrueAsync(() => connection.EndReason is not null, () => "the link did not end");
        await using var reading = Run(NaiveAutomaton.Of(Vocab, [17]).Compile(), linked);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
    }

    private Reading Run(TokenAutomaton automaton, LinkedWorker prefill, LinkedWorker? decode = null)
    {
        var plans = new ScriptedPlans().Then(prefill.Target(), (decode ?? prefill).Target());
        var input = new GenerationInput
        {
            Request = RequestId.New(),
            Choice = 0,
            Pool = "pool",
            Prompt = [1, 290, 300],
            MaxTokens = 30,
            Sampling = new Contracts.Protocol.Sampling { Temperature = 1, TopP = 1, RepetitionPenalty = 1, Seed = 3 },
            Automaton = automaton,
            Priority = 0,
            TenantSalt = "",
            Deadline = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(10),
        };
        return new Reading(new GenerationRun(input, new RequestPlans(plans, NullLogger<RequestPlans>.Instance), _connections, TimeProvider.System, NullLogger.Instance));
    }
}
