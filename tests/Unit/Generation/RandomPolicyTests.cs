using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Grains.Requests;
using Orchestrator.Unit.Constraints;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>What holds of every generation, whatever happens in whatever order.</summary>
public sealed class RandomPolicyTests(ITestOutputHelper output)
{
    private static readonly TokenAutomaton s_automaton = NaiveAutomaton.Loop(9, [1], 1).Compile();

    [Fact]
    public void Whatever_happens_the_client_gets_each_token_once_and_no_worker_keeps_anything()
    {
        var seeds = RandomSeed.New();
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (attempts, moves, faults, resends) = (0, 0, 0, 0);
        var migrations = new int[4];
        for (var round = 0; round < 5000; round++)
        {
            var random = new Random(seeds.Next());
            var witness = new Witness(PolicyPlay.Input with { MaxTokens = random.Next(1, 12), Automaton = random.Next(2) == 0 ? s_automaton : null });
            var happenings = new RandomHappenings(random, RequestGrain.MaxFaults);
            for (var i = random.Next(600); i > 0; i--)
            {
                if (random.Next(5) == 0) witness.Pass(TimeSpan.FromSeconds(random.NextDouble()));
                witness.See(happenings.Next(witness.State, witness.Question));
            }
            witness.See(new Happening.ClientLeft());
            witness.CheckOver();
            ends[witness.End] = ends.GetValueOrDefault(witness.End) + 1;
            for (var i = 0; i < migrations.Length; i++) migrations[i] += witness.Migrations[i];
            (attempts, moves, faults, resends) = (attempts + witness.Attempts, moves + witness.Moves, faults + witness.FaultRecoveries, resends + witness.Resends);
        }
        output.WriteLine($"{attempts} attempts, {moves} of them moves, {faults} recoveries after faults, {resends} resends; ends: {string.Join(", ", ends.Select(e => $"{e.Value} {e.Key}"))}");
        output.WriteLine($"{migrations[0]} places sought for running answers, {migrations[1]} announced, {migrations[2]} sent, {migrations[3]} arrived");
        // Nothing that the rules are about was left out.
        Assert.Equal(["Broken", "Late", "Overloaded", "Overrun", "Refused", "finished", "left"], ends.Keys);
        Assert.All(migrations, count => Assert.NotEqual(0, count));
        Assert.True(moves > 0 && faults > 0 && resends > 0, $"{moves} moves, {faults} recoveries after faults");
    }

    /// <summary>Keeps count of what the policy has asked for, and what it owes.</summary>
    private sealed class Witness
    {
        // Attempts whose work was sent and not cancelled, with what their workers have said.
        private readonly Dictionary<AttemptKey, (bool IsSplit, bool HasEnded, bool IsHandedOff)> _running = [];

        // The attempt that expects a running answer, and whether that was sent.
        private readonly Dictionary<AttemptKey, (bool HasEnded, bool IsSent)> _expecting = [];
        private GenerationAction.Connect? _connected;
        private DateTimeOffset _now = PolicyPlay.Input.Deadline - TimeSpan.FromMinutes(10);
        // Whose tokens may go out: the newest attempt that began, and those that its answer went to.
        private readonly HashSet<int> _speakers = [];
        private int _tokens;
        private int _faults;
        private bool _afterFault;

        public Witness(GenerationInput input)
        {
            var step = GenerationPolicy.Start(input, _now);
            State = step.State;
            Check(step);
        }

        public GenerationState State { get; private set; }

        public GenerationAction? Question { get; private set; }

        public string End { get; private set; } = "left";

        public int Attempts { get; private set; }

        public int Moves { get; private set; }

        public int FaultRecoveries { get; private set; }

        public int Resends { get; private set; }

        /// <summary>Sought, announced, sent, arrived.</summary>
        public int[] Migrations { get; } = new int[4];

        public void Pass(TimeSpan time) => _now += time;

        public void See(Happening happened)
        {
            if (happened is Happening.WorkerSaid { Event: var word } && _running.TryGetValue(word.Key, out var said))
            {
                // A worker holds nothing for a gateway whose link is lost.
                _running[word.Key] = (said.IsSplit, said.HasEnded || word is WorkerEvent.Ended, said.IsHandedOff || word is WorkerEvent.HandedOff or WorkerEvent.LinkLost);
            }
            else if (happened is Happening.WorkerSaid { Event: WorkerEvent.Ended ended } && _expecting.TryGetValue(ended.Key, out var expecting)) _expecting[ended.Key] = (true, expecting.IsSent);
            var wasOver = State.Phase is GenerationPhase.Over;
            var before = State;
            // A worker that was lost before it had the answer is a fault after which nothing is asked.
            _faults = Math.Max(_faults, before.Faults);
            var step = GenerationPolicy.Next(before, happened, _now);
            State = step.State;
            if (wasOver) Assert.Empty(step.Actions);
            else Check(step);
            // The old state is as it was: the same question has the same answer.
            Assert.Equal(step.Actions.Length, GenerationPolicy.Next(before, happened, _now).Actions.Length);
        }

        public void CheckOver()
        {
            Assert.IsType<GenerationPhase.Over>(State.Phase);
            Assert.Empty(_expecting);
            // What was not cancelled has ended of itself, and its prefill worker has said that it holds nothing.
            Assert.All(_running.Values, left => Assert.True(left.HasEnded && (left.IsHandedOff || !left.IsSplit), $"{left}"));
        }

        private void Check(GenerationStep step)
        {
            var isOver = step.State.Phase is GenerationPhase.Over;
            if (isOver) Assert.All(step.Actions, a => Assert.True(a is GenerationAction.Cancel or GenerationAction.Give or GenerationAction.Arrived, $"{a} at the end"));
            if (step.State.Phase is not GenerationPhase.Running and not GenerationPhase.Over) Assert.True(step.Actions.Length == 0 || IsQuestion(step.Actions[^1]), "it waits and has asked nothing");
            if (step.Actions.Length > 0) Assert.DoesNotContain(step.Actions.RemoveAt(step.Actions.Length - 1), IsQuestion);
            if (step.Actions.Length > 0 || step.State.Phase is GenerationPhase.Running) Question = null;
            foreach (var action in step.Actions)
            {
                // For the record alone, when the worker that ran it was told to drop it.
                if (isOver && action is GenerationAction.Arrived over && !_running.ContainsKey(over.From)) Assert.DoesNotContain(over.Key, _expecting);
                else Take(action);
            }
            Assert.InRange(_running.Count, 0, 1);
            Assert.InRange(_expecting.Count, 0, _running.Count);
        }

        private void Take(GenerationAction action)
        {
            switch (action)
            {
                case GenerationAction.Give { Event: GenerationEvent.Token token }:
                    Assert.Equal("left", End);
                    // Exactly the next index.
                    Assert.Equal(_tokens++, token.Id % 1000);
                    Assert.Contains(token.Id / 1000, _speakers);
                    break;
                case GenerationAction.Give { Event: var end }:
                    Assert.Equal(("left", true), (End, State.Phase is GenerationPhase.Over));
                    End = (end as GenerationEvent.Failed)?.Kind.ToString() ?? "finished";
                    break;
                case GenerationAction.AskToStart:
                    Question = action;
                    break;
                case GenerationAction.AskToRecover { Question: var asked }:
                    Question = action;
                    Assert.Equal(_tokens, asked.TokensSoFar);
                    Assert.InRange(asked.Faults, _faults, _faults + 1);
                    _afterFault |= asked.Faults > _faults;
                    _faults = asked.Faults;
                    break;
                case GenerationAction.Connect connect:
                    Question = _connected = connect;
                    if (_afterFault) FaultRecoveries++;
                    _afterFault = false;
                    Assert.InRange(FaultRecoveries, 0, RequestGrain.MaxFaults);
                    break;
                case GenerationAction.Begin begin:
                    Begin(begin.Key, begin.Given);
                    break;
                case GenerationAction.Redirect redirect:
                    Moves++;
                    Begin(redirect.Key, redirect.Given);
                    break;
                case GenerationAction.Resend resend:
                    Assert.True(State.Input.Automaton is not null && (_running.ContainsKey(resend.Key) || _expecting.ContainsKey(resend.Key)), $"{resend.Key} was not running");
                    Resends++;
                    break;
                case GenerationAction.Cancel cancel:
                    Assert.True(_running.Remove(cancel.Key) || _expecting.Remove(cancel.Key), $"{cancel.Key} was not running");
                    break;
                case GenerationAction.SeekPlace { Question: var asked } seek:
                    Migrations[0]++;
                    Assert.Equal((_tokens, RecoverCause.Migration, State.LastAttempt), (asked.TokensSoFar, asked.Cause, seek.Key.Attempt));
                    Assert.True(asked.LastAttempt == seek.Key.Attempt - 1 && asked.Request.Excluded.Contains(asked.Prefilled!.Value), $"{asked}");
                    break;
                case GenerationAction.Announce announce:
                    Migrations[1]++;
                    Assert.InRange(announce.Given, 0, _tokens - 1);
                    _speakers.Add(announce.Key.Attempt);
                    _expecting.Add(announce.Key, default);
                    break;
                case GenerationAction.Migrate migrate:
                    Migrations[2]++;
                    Assert.True(_running.ContainsKey(migrate.Key) && !_expecting[migrate.To].IsSent, $"{migrate}");
                    _expecting[migrate.To] = (false, true);
                    break;
                case GenerationAction.Keep keep:
                    Assert.Contains(keep.Key, _running);
                    break;
                case GenerationAction.Arrived arrived:
                    Migrations[3]++;
                    // The worker that ran it has said that it is gone, or is lost itself.
                    Assert.True(_running.Remove(arrived.From, out var left) && left.IsHandedOff, $"{arrived.From} was not given away");
                    Assert.True(_expecting.Remove(arrived.Key, out var there) && there.IsSent, $"{arrived.Key} was not sent");
                    _running.Add(arrived.Key, (false, there.HasEnded, true));
                    break;
                case GenerationAction.CancelDecode cancel:
                    // The prefill goes over to the attempt that follows at once.
                    Assert.True(_running.Remove(cancel.Key), $"{cancel.Key} was not running");
                    break;
            }
        }

        private void Begin(AttemptKey key, int given)
        {
            Attempts++;
            _speakers.Clear();
            _speakers.Add(key.Attempt);
            Assert.Equal(_connected!.Plan.Attempt, key.Attempt);
            Assert.InRange(given, 0, _tokens);
            _running.Add(key, (_connected.Plan.IsSplit, false, false));
        }

        private static bool IsQuestion(GenerationAction action) => action is GenerationAction.AskToStart or GenerationAction.AskToRecover or GenerationAction.Connect;
    }
}
