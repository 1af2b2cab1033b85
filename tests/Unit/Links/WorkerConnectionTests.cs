using Google.Protobuf;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Links;

/// <summary>The gateway's end of a link, against a worker that says what the test wants.</summary>
public sealed class WorkerConnectionTests
{
    private static readonly ClusterSecret s_secret = new("the cluster's");

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task The_hello_names_pool_life_and_numerics_and_proves_the_secret()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connection = await ConnectAsync(worker.Target);
        Assert.Equal(("pool", ProtocolVersion.Current, "numerics"), (worker.Hello!.Pool, worker.Hello.Version, worker.Hello.Fingerprint));
        Assert.Equal(worker.Life.Life, new Guid(worker.Hello.Life.Span));
        Assert.Equal((ClusterSecret.NonceLength, ClusterSecret.ProofLength), (worker.Hello.Nonce.Length, worker.Hello.Proof.Length));
        Assert.Null(connection.EndReason);
    }

    [Fact]
    public async Task A_worker_with_another_secret_is_not_believed()
    {
        await using var worker = await ScriptedWorker.StartAsync("w", secret: "another");
        Assert.Contains("does not know the cluster secret", await RefusalAsync(worker.Target));
    }

    [Fact]
    public async Task A_welcome_without_proof_is_not_believed()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        worker.Reply = new FromWorker { Welcome = new Welcome() };
        Assert.Contains("does not know the cluster secret", await RefusalAsync(worker.Target));
        worker.Reply = new FromWorker { Step = new StepReport() };
        Assert.Contains("does not know the cluster secret", await RefusalAsync(worker.Target));
    }

    [Fact]
    public async Task The_reason_of_a_refusal_is_passed_on()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        worker.Reply = new FromWorker { Goodbye = new Goodbye { Reason = "numerics 'a'; here 'b'" } };
        var message = await RefusalAsync(worker.Target);
        Assert.Contains(worker.Life.ToString(), message);
        Assert.Contains("numerics 'a'; here 'b'", message);
    }

    [Fact]
    public async Task A_worker_of_another_protocol_is_refused_with_both_numbers()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        worker.Opening = new FromWorker { Challenge = new Challenge { Version = 77, Nonce = ByteString.CopyFrom(ClusterSecret.Nonce()) } };
        Assert.Contains($"speaks protocol 77, this gateway {ProtocolVersion.Current}", await RefusalAsync(worker.Target));
    }

    [Fact]
    public async Task A_worker_that_does_not_open_with_a_challenge_is_refused()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        worker.Opening = new FromWorker { Step = new StepReport() };
        Assert.Contains("does not open the link with a challenge", await RefusalAsync(worker.Target));
    }

    [Fact]
    public async Task An_endpoint_where_nobody_listens_is_one_clear_line()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        var message = await RefusalAsync(worker.Target with { WorkEndpoint = "127.0.0.1:1" });
        Assert.Contains("at 127.0.0.1:1 cannot be reached", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task What_the_worker_says_goes_to_those_who_listen_for_that_attempt()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connection = await ConnectAsync(worker.Target);
        var (key, other, buffer, others) = (Works.NewKey(), Works.NewKey(), new EventBuffer(), new EventBuffer());
        connection.Listen(key, buffer);
        connection.Listen(other, others);
        worker.Say(new StepReport
        {
            Accepted = { new Accepted { Key = key.ToWire() } },
            Tokens = { new Token { Key = other.ToWire(), Index = 4, Id = 9 }, new Token { Key = key.ToWire(), Index = 0, Id = 8 }, new Token { Key = Works.NewKey().ToWire() } },
            HandedOff = { new HandedOff { Key = key.ToWire() } },
            TransfersFailed = { new TransferFailed { Key = key.ToWire(), Detail = "why" } },
            Refused = { new Refused { Key = other.ToWire(), Reason = Refused.Types.Reason.Busy, Detail = "full" } },
            Ended = { new Ended { Key = key.ToWire(), Reason = Ended.Types.Reason.Length, Tokens = 1 } },
        });
        Assert.IsType<WorkerEvent.Accepted>(await NextAsync(buffer));
        Assert.Equal(new WorkerEvent.Token(worker.Life, key, 0, 8, null), await NextAsync(buffer));
        Assert.IsType<WorkerEvent.HandedOff>(await NextAsync(buffer));
        Assert.Equal(new WorkerEvent.TransferFailed(worker.Life, key, "why"), await NextAsync(buffer));
        Assert.Equal(new WorkerEvent.Ended(worker.Life, key, Ended.Types.Reason.Length, 1, ""), await NextAsync(buffer));
        Assert.Equal(new WorkerEvent.Refused(worker.Life, other, Refused.Types.Reason.Busy, "full"), await NextAsync(others));
        Assert.Equal(new WorkerEvent.Token(worker.Life, other, 4, 9, null), await NextAsync(others));
    }

    [Fact]
    public async Task Nothing_comes_for_an_attempt_that_was_forgotten()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connection = await ConnectAsync(worker.Target);
        var (key, other, buffer) = (Works.NewKey(), Works.NewKey(), new EventBuffer());
        connection.Listen(key, buffer);
        connection.Listen(other, buffer);
        connection.Forget(key);
        worker.Token(key, 0);
        worker.Token(other, 0);
        Assert.Equal(other, (await NextAsync(buffer)).Key);
    }

    [Theory]
    [InlineData(null, "the worker closed the link")]
    [InlineData("enough", "the worker says goodbye: enough")]
    public async Task The_end_of_the_link_is_told_to_everybody_now_and_later(string? goodbye, string reason)
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connection = await ConnectAsync(worker.Target);
        var (before, after) = (new EventBuffer(), new EventBuffer());
        var key = Works.NewKey();
        connection.Listen(key, before);
        worker.HangUp(goodbye);
        Assert.Equal(new WorkerEvent.LinkLost(worker.Life, key, reason), await NextAsync(before));
        Assert.Equal(reason, connection.EndReason);
        connection.Listen(key, after);
        Assert.Equal(new WorkerEvent.LinkLost(worker.Life, key, reason), await NextAsync(after));
        connection.Send(new ToWorker { Heartbeat = new Heartbeat() });
    }

    [Fact]
    public async Task Messages_arrive_in_order_and_heartbeats_come_by_themselves()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connection = await ConnectAsync(worker.Target);
        var keys = Enumerable.Range(0, 500).Select(_ => Works.NewKey()).ToList();
        foreach (var key in keys) connection.Send(new ToWorker { Cancel = new Cancel { Key = key.ToWire() } });
        foreach (var key in keys) Assert.Equal(key, await worker.CancelAsync());
        for (var i = 0; i < 2; i++)
        {
            var heartbeat = worker.BeforeHeartbeatAsync();
            await AdvanceAsync(() => heartbeat.IsCompleted);
            Assert.Empty(await heartbeat);
        }
    }

    [Fact]
    public async Task A_worker_in_a_step_without_end_is_given_up()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connection = await ConnectAsync(worker.Target);
        var (key, buffer) = (Works.NewKey(), new EventBuffer());
        connection.Listen(key, buffer);
        worker.Say(new StepReport { Step = 7, Busy = true, ExpectedStepMs = 20, Accepted = { new Accepted { Key = key.ToWire() } } });
        Assert.IsType<WorkerEvent.Accepted>(await NextAsync(buffer));
        await AdvanceAsync(() => connection.EndReason is not null);
        Assert.Contains("step 8 has run for", Assert.IsType<WorkerEvent.LinkLost>(await NextAsync(buffer)).Detail);
    }

    [Fact]
    public async Task A_worker_that_falls_silent_is_given_up()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connection = await ConnectAsync(worker.Target);
        var (key, buffer) = (Works.NewKey(), new EventBuffer());
        connection.Listen(key, buffer);
        await AdvanceAsync(() => connection.EndReason is not null);
        Assert.Contains("nothing was heard for", Assert.IsType<WorkerEvent.LinkLost>(await NextAsync(buffer)).Detail);
    }

    [Fact]
    public async Task One_life_has_one_link_however_many_ask_for_it()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connections = new WorkerConnections(s_secret, _clock);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connections.GetAsync("pool", worker.Target)));
        Assert.All(all, c => Assert.Same(all[0], c));
        Assert.Equal(1, worker.Links);
    }

    [Fact]
    public async Task A_link_that_ended_is_made_anew_for_whoever_asks_next()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connections = new WorkerConnections(s_secret, _clock);
        var first = await connections.GetAsync("pool", worker.Target);
        worker.HangUp();
        await Eventually.TrueAsync(() => first.EndReason is not null, () => "the link did not end");
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => connections.GetAsync("pool", worker.Target)));
        Assert.All(all, c => Assert.Same(all[0], c));
        Assert.Null(all[0].EndReason);
        Assert.Equal(2, worker.Links);
    }

    [Fact]
    public async Task A_link_that_could_not_be_made_is_tried_again()
    {
        await using var worker = await ScriptedWorker.StartAsync("w");
        await using var connections = new WorkerConnections(s_secret, _clock);
        worker.Reply = new FromWorker { Goodbye = new Goodbye { Reason = "the worker is still loading" } };
        Assert.Contains("still loading", (await Assert.ThrowsAsync<LinkException>(() => connections.GetAsync("pool", worker.Target))).Message);
        worker.Reply = null;
        Assert.Null((await connections.GetAsync("pool", worker.Target)).EndReason);
    }

    // In steps that are shorter than the judge's own sleep may be.
    private Task AdvanceAsync(Func<bool> until) => Eventually.TrueAsync(() =>
    {
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        return until();
    }, () => "it did not come with time");

    private Task<WorkerConnection> ConnectAsync(WorkerTarget target) => WorkerConnection.ConnectAsync("pool", target, s_secret, _clock, CancellationToken.None);

    private async Task<string> RefusalAsync(WorkerTarget target) => (await Assert.ThrowsAsync<LinkException>(() => ConnectAsync(target))).Message;

    private static async Task<WorkerEvent> NextAsync(EventBuffer buffer) => (await buffer.NextAsync(CancellationToken.None).AsTask().InTimeAsync("an event"))!;
}
