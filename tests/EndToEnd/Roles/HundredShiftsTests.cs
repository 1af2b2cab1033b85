using System.Diagnostics;
using System.Globalization;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Roles;

/// <summary>Four workers change roles a hundred times under a steady load: nothing fails, and every text is the one of a quiet run.</summary>
public sealed class HundredShiftsTests(ITestOutputHelper output)
{
    private const int Shifts = 100;
    private const int LongStreams = 6;
    private const int ShortStreams = 5;

    // Whether work comes at all is the router's choice: an idle pool may do without one of its workers for a while.
    private static readonly TimeSpan s_atMost = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task No_answer_fails_or_changes_while_roles_shift_back_and_forth()
    {
        var random = RandomSeed.New();
        await using var system = await ServingSystem.StartAsync(
            "--prefill", "2", "--decode", "2", "--disaggregate", "always", "--token-budget", "64", "--max-running", "16", "--shift-limit", "50ms", "--model", SlowModel.Path);
        // Long ones run through several shifts; short ones bring every worker something to do in its new role.
        var longOnes = Enumerable.Range(0, LongStreams).Select(i => Ask(30 + 10 * i, 160 + 20 * i, seed: 900 + i)).ToList();
        var shortOnes = Enumerable.Range(0, 8).Select(i => Ask(16 + 8 * i, 6, seed: 950 + i)).ToList();

        var quiet = new GapClock();
        var texts = new Dictionary<Question, Answer>();
        foreach (var (question, answer) in longOnes.Zip(await Task.WhenAll(longOnes.Select(q => StreamAsync(system, q, quiet))))) texts[question] = answer;
        foreach (var question in shortOnes) texts[question] = await system.Client.AskAsync(question);
        await system.Admin.UntilIdleAsync();

        var shifting = new GapClock();
        using var over = new CancellationTokenSource();
        var load = longOnes.Select(q => RepeatAsync(q => StreamAsync(system, q, shifting), () => q, texts, over.Token))
            .Concat(Enumerable.Range(0, ShortStreams).Select(i => new Random(i)).Select(draw => RepeatAsync(system.Client.StreamAsync, () => shortOnes[draw.Next(shortOnes.Count)], texts, over.Token))).ToList();
        var started = Stopwatch.GetTimestamp();
        var times = await ShiftAsync(system, random);
        var took = Stopwatch.GetElapsedTime(started);
        await over.CancelAsync();
        var answers = (await Task.WhenAll(load)).Sum();
        var workers = await system.Admin.UntilIdleAsync();

        times.Sort();
        var (moved, failed) = (workers.Sum(w => w.MigrationsOut), workers.Sum(w => w.MigrationsFailed));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Shifts} shifts in {took.TotalSeconds:0.0} s, {answers} answers; from the order to the first work in the new role: median {GapClock.At(times, 0.5):0} ms, longest {times[^1]:0} ms"));
        output.WriteLine($"{moved} running answers went on elsewhere, {failed} could not and stayed");
        output.WriteLine($"quiet: {quiet}");
        output.WriteLine($"during shifts: {shifting}");
        Assert.True(moved > 0, "no answer went on elsewhere");
        Assert.Equal(moved, workers.Sum(w => w.MigrationsIn));
    }

    private static Question Ask(int prompt, int answer, int seed)
    {
        var question = Question.OfTokens(prompt, answer, seed) with { Model = SlowModel.Name };
        return seed % 2 == 0 ? question : question.Sampled(seed);
    }

    private static async Task<Answer> StreamAsync(ServingSystem system, Question question, GapClock clock)
    {
        using var stream = await system.Client.OpenAsync(question);
        return await clock.ReadAsync(stream);
    }

    // Asks again and again; each answer must be the quiet one. The number of answers.
    private static async Task<int> RepeatAsync(Func<Question, Task<Answer>> ask, Func<Question> next, Dictionary<Question, Answer> texts, CancellationToken over)
    {
        var answers = 0;
        for (; !over.IsCancellationRequested; answers++)
        {
            var question = next();
            var answer = await ask(question);
            Assert.Equal(texts[question].Choices, answer.Choices);
            Assert.Equal((texts[question].PromptTokens, texts[question].CompletionTokens), (answer.PromptTokens, answer.CompletionTokens));
        }
        return answers;
    }

    // One after the other, each until the worker has taken in work in its new role, or has had no work for long; milliseconds.
    private async Task<List<double>> ShiftAsync(ServingSystem system, Random random)
    {
        var times = new List<double>();
        while (times.Count < Shifts)
        {
            var workers = await system.Admin.WorkersAsync();
            var prefills = workers.Count(w => w.DesiredRole == "prefill");
            var movable = workers.Where(w => w.DesiredRole == "prefill" ? prefills > 1 : prefills < workers.Count - 1).ToList();
            var worker = movable[random.Next(movable.Count)];
            var started = Stopwatch.GetTimestamp();
            var ordered = await system.Admin.ShiftAsync(worker.Id, worker.DesiredRole == "prefill" ? "decode" : "prefill");
            await Patience.UntilAsync($"worker {worker.Id} has its new role", async () =>
            {
                var now = (await system.Admin.WorkersAsync()).Single(w => w.Id == worker.Id);
                return now.WorkedEpoch >= ordered.Epoch || (now.ConfirmedEpoch >= ordered.Epoch && Stopwatch.GetElapsedTime(started) > s_atMost) ? "yes" : null;
            }, TimeSpan.FromMilliseconds(10));
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (times[^1] > 1000) output.WriteLine($"{worker.Id} from {worker.DesiredRole}, {prefills} prefill: {times[^1]:0} ms");
        }
        return times;
    }
}
