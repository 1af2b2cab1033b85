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
            (attempts, moves, faults, resends) = (attempts + witness.Attempts, moves + witness.Moves, faults + witness.FaultRecoveries, resends + witness.Resends);
        }
        output.WriteLine($"{attempts} attempts, {moves} of them moves, {faults} recoveries after faults, {resends} resends; ends: {string.Join(", ", ends.Select(e => $"{e.Value} {e.Key}"))}");
        // Nothing that the rules are about was left out.
        Assert.Equal(["Broken", "Late", "Overloaded", "Overrun", "Refused", "finished", "left"], ends.Keys);
        Assert.True(moves > 0 && faults > 0 && resends > 0, $"{moves} moves, {faults} recoveries after faults");
    }

    /// <summary>Keeps count of what the policy has asked for, and what it owes.</summary>
    private sealed class Witness
    {
        // Attempts whose work was sent and not cancelled, with what their workers have said.
        private readonly Dictionary<AttemptKey, (bool IsSplit, bool HasEnded, bool IsHandedOff)> _running = [];
        private GenerationAction.Connect? _connected;
        private DateTimeOffset _now = PolicyPlay.Input.Deadline - TimeSpan.FromMinutes(10);
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

        public void Pass(TimeSpan time) => _now += time;

        public void See(Happening happened)
        {
            if (happened is Happening.WorkerSaid { Event: var word } && _running.TryGetValue(word.Key, out var said))
                _running[word.Key] = (said.IsSplit, said.HasEnded || word is WorkerEvent.Ended, said.IsHandedOff || word is WorkerEvent.HandedOff);
            var wasOver = State.Phase is GenerationPhase.Over;
            var before = State;
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
            // What was not cancelled has ended of itself, and its prefill worker has said that it holds nothing.
            Assert.All(_running.Values, left => Assert.True(left.HasEnded && (left.IsHandedOff || !left.IsSplit), $"{left}"));
        }

        private void Check(GenerationStep step)
        {
            var isOver = step.State.Phase is GenerationPhase.Over;
            if (isOver) Assert.All(step.Actions, a => Assert.True(a is GenerationAction.Cancel or GenerationAction.Give, $"{a} at the end"));
            if (step.State.Phase is not GenerationPhase.Running and not GenerationPhase.Over) Assert.True(step.Actions.Length == 0 || IsQuestion(step.Actions[^1]), "it waits and has asked nothing");
            if (step.Actions.Length > 0) Assert.DoesNotContain(step.Actions.RemoveAt(step.Actions.Length - 1), IsQuestion);
            if (step.Actions.Length > 0 || step.State.Phase is GenerationPhase.Running) Question = null;
            foreach (var action in step.Actions) Take(action);
            Assert.InRange(_running.Count, 0, 1);
        }

        private void Take(GenerationAction action)
        {
            switch (action)
            {
                case GenerationAction.Give { Event: GenerationEvent.Token token }:
                    Assert.Equal("left", End);
                    // Exactly the next index, and of the newest attempt.
                    Assert.Equal(State.LastAttempt * 1000 + _tokens++, token.Id);
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
                    Assert.True(State.Input.Automaton is not null && _running.ContainsKey(resend.Key), $"{resend.Key} was not running");
                    Resends++;
                    break;
                case GenerationAction.Cancel cancel:
                    Assert.True(_running.Remove(cancel.Key), $"{cancel.Key} was not running");
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
            Assert.Equal(_connected!.Plan.Attempt, key.Attempt);
            Assert.InRange(given, 0, _tokens);
            _running.Add(key, (_connected.Plan.IsSplit, false, false));
        }

        private static bool IsQuestion(GenerationAction action) => action is GenerationAction.AskToStart or GenerationAction.AskToRecover or GenerationAction.Connect;
    }
}
