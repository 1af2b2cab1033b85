using Google.Protobuf;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Constraints;
using Xunit;
using Reason = Orchestrator.Contracts.Protocol.Ended.Types.Reason;
using Why = Orchestrator.Contracts.Protocol.Refused.Types.Reason;

namespace Orchestrator.Unit.Engine;

/// <summary>Answers that follow a token automaton, on a real engine.</summary>
public sealed class ConstrainedTests
{
    private const int Vocab = 416;
    private const int End = 2;

    private static readonly int[] s_prompt = [1, 290, 300];
    private static readonly int[] s_sentence = [17, 400, 33, 33, 5, 290, 17];

    [Theory]
    [InlineData(0f)]
    [InlineData(1.5f)]
    public async Task An_automaton_of_one_sentence_gives_that_sentence(float temperature)
    {
        await using var worker = new TestWorker();
        var answer = await worker.ConstrainedAsync(New(50, temperature), NaiveAutomaton.Of(Vocab, s_sentence));
        Assert.Equal(s_sentence, answer.Tokens);
        Assert.Equal((Reason.Complete, (uint)s_sentence.Length), (answer.End!.Reason, answer.End.Tokens));
        await worker.QuietAsync();
        Assert.Equal(s_sentence.Length, worker.Load.TokensDecoded);
    }

    [Fact]
    public async Task An_answer_that_is_cut_short_ends_by_its_length_and_a_whole_one_of_that_length_does_not()
    {
        await using var worker = new TestWorker();
        var naive = NaiveAutomaton.Of(Vocab, s_sentence);
        Assert.Equal(Reason.Length, (await worker.ConstrainedAsync(New(s_sentence.Length - 1), naive)).End!.Reason);
        Assert.Equal(Reason.Complete, (await worker.ConstrainedAsync(New(s_sentence.Length), naive)).End!.Reason);
    }

    [Fact]
    public async Task Of_several_sentences_each_answer_is_one_and_chance_picks_among_them()
    {
        await using var worker = new TestWorker();
        int[][] sentences = [[17, 18, 19], [17, 18], [17, 90, 19, 20], [200]];
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 60; seed++)
        {
            var work = New(20, temperature: 8);
            work.Sampling.Seed = (ulong)seed;
            work.Sampling.EndTokens.Add(End);
            var answer = await worker.ConstrainedAsync(work, NaiveAutomaton.Of(Vocab, sentences));
            // After 17 18 the answer may go on or end, and only an end token says which.
            var isOpen = answer.Tokens is [17, 18, End];
            var sentence = isOpen ? answer.Tokens[..^1] : answer.Tokens;
            Assert.Contains(sentences, s => s.SequenceEqual(sentence));
            Assert.Equal(isOpen ? Reason.EndToken : Reason.Complete, answer.End!.Reason);
            seen.Add(string.Join(' ', sentence));
        }
        Assert.Equal(sentences.Length, seen.Count);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 7)]
    public async Task The_end_comes_only_where_it_is_allowed_and_not_before_min_tokens(int minTokens, int length)
    {
        await using var worker = new TestWorker();
        var work = New(50);
        work.Sampling.MinTokens = (uint)minTokens;
        work.Sampling.EndTokens.Add(End);
        // It wants to end at once, and may after the start and each third token.
        (int Token, float Bias)[] biases = [(End, 100), (40, 50), (41, 50)];
        work.Sampling.BiasTokens.AddRange(biases.Select(b => (uint)b.Token));
        work.Sampling.BiasValues.AddRange(biases.Select(b => b.Bias));
        var naive = NaiveAutomaton.Loop(Vocab, [40, 41], period: 3);
        // Not at the very start.
        work = work.With([40]);
        var answer = await worker.ConstrainedAsync(work, naive);
        Assert.Equal((length, Reason.EndToken), ((int)answer.End!.Tokens, answer.End.Reason));
        Assert.Equal(End, answer.Tokens[^1]);
        Assert.All(answer.Tokens[..^1], t => Assert.True(t is 40 or 41));
    }

    [Fact]
    public async Task A_bias_does_not_bring_back_what_is_forbidden()
    {
        await using var worker = new TestWorker();
        var work = New(50);
        work.Sampling.EndTokens.Add(End);
        foreach (var wanted in new[] { 99u, (uint)End })
        {
            work.Sampling.BiasTokens.Add(wanted);
            work.Sampling.BiasValues.Add(1e30f);
        }
        work.Sampling.MinTokens = 40;
        Assert.Equal(s_sentence, (await worker.ConstrainedAsync(work, NaiveAutomaton.Of(Vocab, s_sentence))).Tokens);
    }

    [Fact]
    public async Task A_device_that_picks_the_largest_logits_itself_is_asked_for_all_of_them()
    {
        await using var worker = new TestWorker(new WorkerShape { Selects = true });
        Assert.Equal(s_sentence, (await worker.ConstrainedAsync(New(50), NaiveAutomaton.Of(Vocab, s_sentence))).Tokens);
        Assert.Equal(0, worker.Selecting.Selections);
        Assert.Equal(4, (await worker.RunAsync(New(4))).Length);
        Assert.Equal(4, worker.Selecting.Selections);
    }

    [Fact]
    public async Task Logprobs_name_allowed_tokens_only()
    {
        await using var worker = new TestWorker();
        var work = New(6, temperature: 1);
        work.Sampling.Logprobs = 6;
        var answer = await worker.ConstrainedAsync(work, NaiveAutomaton.Loop(Vocab, [40, 41, 42], period: 1));
        Assert.All(answer.Said, said =>
        {
            Assert.Equal([40u, 41u, 42u], said.Logprobs.Tokens.Order());
            Assert.Equal(1, said.Logprobs.Values.Sum(v => Math.Exp(v)), 1e-4);
            Assert.Equal(said.Logprobs.Values[said.Logprobs.Tokens.IndexOf(said.Id)], said.Logprobs.Chosen);
        });
        work = New(6);
        work.Sampling.Logprobs = 3;
        Assert.All((await worker.ConstrainedAsync(work, NaiveAutomaton.Of(Vocab, s_sentence))).Said, said => Assert.Equal((0f, 1), (said.Logprobs.Chosen, said.Logprobs.Tokens.Count)));
    }

    [Fact]
    public async Task An_answer_goes_on_from_the_tokens_that_the_client_has()
    {
        var random = RandomSeed.New();
        await using var worker = new TestWorker();
        for (var round = 0; round < 10; round++)
        {
            var naive = NaiveAutomaton.Random(random, Vocab, density: 0.4);
            var work = Works.Of(Works.NewKey(), Works.Prompt(random, 20, Vocab), 30, Works.Random(random, Vocab));
            work.Sampling.EndTokens.Add((uint)random.Next(Vocab));
            var whole = await worker.ConstrainedAsync(work, naive);
            for (var k = 0; k < whole.Tokens.Length; k += random.Next(1, 5))
            {
                var rest = await worker.ConstrainedAsync(work.With(whole.Tokens[..k]), naive);
                Assert.Equal(whole.Tokens[k..], rest.Tokens);
                Assert.Equal((whole.End!.Reason, whole.End.Tokens), (rest.End!.Reason, rest.End.Tokens));
            }
        }
    }

    [Fact]
    public async Task Tokens_that_do_not_fit_are_refused_with_place_and_token()
    {
        await using var worker = new TestWorker();
        var answer = await worker.ConstrainedAsync(New(50).With([17, 400, 34]), NaiveAutomaton.Of(Vocab, s_sentence));
        Assert.Equal((Why.Invalid, "token 34 at place 2 of the answer does not fit its automaton in state 2"), (answer.Refusals[0].Reason, answer.Refusals[0].Detail));
        await worker.QuietAsync();
    }

    [Fact]
    public async Task An_answer_that_is_complete_already_ends_at_once()
    {
        await using var worker = new TestWorker();
        var answer = await worker.ConstrainedAsync(New(50).With(s_sentence), NaiveAutomaton.Of(Vocab, s_sentence));
        Assert.Equal((1, 0, Reason.Complete, (uint)s_sentence.Length), (answer.Accepted, answer.Said.Count, answer.End!.Reason, answer.End.Tokens));
        answer = await worker.ConstrainedAsync(New(50), NaiveAutomaton.Of(Vocab, [[]]));
        Assert.Equal((0, Reason.Complete, 0u), (answer.Said.Count, answer.End!.Reason, answer.End.Tokens));
        await worker.QuietAsync();
        Assert.Equal(0, worker.Load.Step);
    }

    [Fact]
    public async Task Work_that_names_an_automaton_that_is_not_here_is_refused_and_taken_after_it_came()
    {
        await using var worker = new TestWorker();
        var automaton = NaiveAutomaton.Of(Vocab, s_sentence).Compile();
        var work = New(50).Following(automaton);
        worker.Submit(work);
        var refusal = Assert.Single((await worker.Inbox.EndAsync(work.Key())).Refusals);
        Assert.Equal((Why.UnknownAutomaton, $"automaton {automaton.Address} is not here"), (refusal.Reason, refusal.Detail));
        worker.Engine.Keep(automaton);
        Assert.Equal(s_sentence, await worker.RunAsync(work));
    }

    [Fact]
    public async Task An_automaton_that_the_worker_cannot_keep_makes_its_work_invalid()
    {
        await using var worker = new TestWorker();
        var answer = await worker.ConstrainedAsync(New(50), NaiveAutomaton.Of(Vocab + 1, s_sentence));
        Assert.Equal((Why.Invalid, "an automaton of 417 tokens; the model has 416"), (answer.Refusals[0].Reason, answer.Refusals[0].Detail));
        var work = New(50);
        work.Automaton = ByteString.CopyFrom(1, 2, 3);
        worker.Submit(work);
        Assert.Contains("an automaton's address of 3 bytes", (await worker.Inbox.EndAsync(work.Key())).Refusals[0].Detail);
        work = New(50);
        work.Sampling.BiasTokens.Add(3);
        work.Sampling.BiasValues.Add(float.PositiveInfinity);
        worker.Submit(work);
        Assert.Contains("a logit bias of", (await worker.Inbox.EndAsync(work.Key())).Refusals[0].Detail);
    }

    [Fact]
    public async Task What_running_answers_use_is_not_evicted_and_makes_room_when_they_have_ended()
    {
        var (first, second) = (NaiveAutomaton.Loop(Vocab, [40, 41], 2).Compile(), NaiveAutomaton.Loop(Vocab, [50, 51], 2).Compile());
        var room = new Workers.Constraints.LoadedAutomaton(first, Vocab).Bytes;
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, AutomatonMemory = room } });
        var (running, other) = (New(400).Following(first), New(20).Following(second));
        worker.Engine.Keep(first);
        worker.Submit(running);
        await worker.Inbox.UntilAsync(running.Key(), a => a.Said.Count > 0);
        worker.Engine.Keep(second);
        worker.Submit(other);
        Assert.Equal(Why.Busy, (await worker.Inbox.EndAsync(other.Key())).Refusals[0].Reason);
        worker.Engine.Cancel(running.Key());
        worker.Engine.Keep(second);
        Assert.Equal(20, (await worker.RunAsync(other.As(Works.NewKey()))).Length);
        var again = New(20).Following(first);
        worker.Submit(again);
        Assert.Equal(Why.UnknownAutomaton, (await worker.Inbox.EndAsync(again.Key())).Refusals[0].Reason);
    }

    private static Work New(int maxTokens, float temperature = 0) =>
        Works.Of(Works.NewKey(), s_prompt, maxTokens, new Contracts.Protocol.Sampling { Temperature = temperature, TopP = 1, RepetitionPenalty = 1, Seed = 5 });
}
