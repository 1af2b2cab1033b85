using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Pareto;

/// <summary>
/// One worker under equal requests of P prompt and A answer tokens that come evenly. The prompt's last step gives the first token, each decode
/// step one of the other A - 1, and a sequence has P + A/2 tokens in the cache on average. R replicas share a step's sequences and prompts evenly.
/// </summary>
internal sealed class SteadyWorker
{
    private readonly double _prompt, _answer, _replicas;

    /// <param name="cost">Of its steps.</param>
    /// <param name="lengths">Of every request.</param>
    public SteadyWorker(StepCost cost, Lengths lengths)
    {
        (Cost, _prompt, _answer, _replicas) = (cost, lengths.Prompt, lengths.Answer, cost.Plan.Replicas);
        KvTokens = MemoryRoom.KvTokens(cost.Shape, cost.Hardware, cost.Plan);
    }

    public StepCost Cost { get; }

    public ParallelPlan Plan => Cost.Plan;

    public long KvTokens { get; }

    /// <summary>Seconds of a step in which so many sequences decode and nothing else happens: T(b) of b (P + A/2) tokens.</summary>
    public double DecodeStep(int batch) => Cost.Seconds(StepWork.Decode(batch, batch * (_prompt + _answer / 2)));

    /// <summary>Requests per second that a worker with so many decoding sequences ends: b / ((A - 1) T).</summary>
    public double Rate(int batch, double stepSeconds) => batch / ((_answer - 1) * stepSeconds);

    /// <summary>
    /// Tokens of the cache that so many sequences need whose beginnings are spread evenly, when most are held: b P + A (b + R) / 2; and so many
    /// prompts beside them.
    /// </summary>
    public double Room(int batch, double prompts) => batch * _prompt + _answer * (batch + _replicas) / 2 + prompts * _prompt;

    /// <summary>
    /// Doing both: of b sequences b / (A - 1) end with each step, so that p = b P / (A - 1) prompt tokens are needed per step on average. Computed in
    /// chunks of c, they are in a share p/c of the steps: mean step = p/c T(b, c) + (1 - p/c) T(b). The chunk is the one with the shortest
    /// mean among p itself and the powers of two, under the limit of the first token: half a step until the next one begins, and as many as the prompt needs.
    /// </summary>
    /// <returns>Null when no chunk keeps the limit or memory is short.</returns>
    public MixedPace? Mixed(int batch, double firstTokenLimit)
    {
        var needed = batch * _prompt / (_answer - 1);
        MixedPace? best = null;
        for (var chunk = needed; ; chunk = NextPower(chunk))
        {
            if (chunk > needed && chunk > Math.Max(MostChunk, _replicas * _prompt)) return best;
            if (Room(batch, Together(chunk)) > KvTokens) return best;
            var step = ChunkStep(batch, chunk);
            var first = step * (0.5 + Math.Max(1, Math.Ceiling(_replicas * _prompt / chunk)));
            var mean = needed / chunk * step + (1 - needed / chunk) * DecodeStep(batch);
            if (first <= firstTokenLimit && !(mean >= best?.StepSeconds)) best = new MixedPace(batch, chunk, step, mean, first, Rate(batch, mean));
        }
    }

    /// <summary>
    /// Prompts alone, in chunks of c: R prompts step by step together, or if c allows it m > R whole ones in one step. They come evenly, so that
    /// those who are computed together wait (m - 1) / 2m of that time for each other. Of the chunks that keep the limit of the first token (powers of
    /// two and the prompt's own length) the one with the shortest time to it whose rate is within 2 % of the highest.
    /// </summary>
    /// <returns>Null when no chunk keeps the limit or memory is short.</returns>
    public PrefillPace? Prefill(double firstTokenLimit)
    {
        var paces = new List<PrefillPace> { Prompts(_prompt * _replicas) };
        for (var chunk = LeastChunk; chunk <= MostChunk; chunk *= 2) paces.Add(Prompts(chunk * _replicas));
        paces.RemoveAll(p => p.FirstTokenSeconds > firstTokenLimit || p.Prompts * _prompt > KvTokens);
        return paces.Count == 0 ? null : paces.Where(p => p.RequestsPerSecond >= NearlyBest * paces.Max(q => q.RequestsPerSecond)).MinBy(p => p.FirstTokenSeconds);
    }

    private PrefillPace Prompts(double chunk)
    {
        var prompts = Math.Max(_replicas, _replicas * Math.Floor(chunk / _replicas / _prompt));
        var seconds = Prompts(chunk / _replicas, prompts);
        return new PrefillPace(Plan, KvTokens, prompts, Math.Min(chunk, prompts * _prompt), seconds, seconds * (1 + (prompts - 1) / (2 * prompts)), prompts / seconds);
    }

    private const double LeastChunk = 256, MostChunk = 16_384, NearlyBest = 0.98;

    /// <summary>Prompts that are in hand while chunks of so many tokens are computed.</summary>
    private double Together(double chunk) => Math.Max(_replicas, Math.Ceiling(chunk / _prompt));

    // A prompt's tokens see half of it on average.
    private double ChunkStep(int batch, double chunk) => Cost.Seconds(new StepWork(
        chunk, chunk * (_prompt + 1) / 2, batch, batch * (_prompt + _answer / 2), batch + (int)Math.Max(1, Math.Round(chunk / _prompt))));

    // Each replica computes its part of the prompts, so many tokens in a step.
    private double Prompts(double share, double prompts)
    {
        if (share >= _prompt) return Cost.Seconds(new StepWork(prompts * _prompt, prompts * StepWork.Pairs(_prompt, 0), 0, 0, (int)prompts));
        var seconds = 0.0;
        for (var done = 0.0; done < _prompt; done += share)
        {
            var tokens = Math.Min(share, _prompt - done);
            seconds += Cost.Seconds(new StepWork(prompts * tokens, prompts * StepWork.Pairs(tokens, done), 0, 0, done + tokens >= _prompt ? (int)prompts : 0));
        }
        return seconds;
    }

    private static double NextPower(double chunk) => Math.Pow(2, Math.Floor(Math.Log2(chunk)) + 1);
}
