using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Workloads;

/// <summary>The lengths that requests of one kind have.</summary>
public abstract class LengthTable
{
    private static readonly Lazy<LengthTable> s_code = new(() => LengthQuantiles.BuiltIn("azure-code.json"));
    private static readonly Lazy<LengthTable> s_conversation = new(() => LengthQuantiles.BuiltIn("azure-conversation.json"));

    /// <summary>Long prompts, short answers: statistics of Azure's code trace of 2023.</summary>
    public static LengthTable Code => s_code.Value;

    /// <summary>Statistics of Azure's conversation trace of 2023.</summary>
    public static LengthTable Conversation => s_conversation.Value;

    /// <summary>The very lengths of a trace, each request as likely as any other.</summary>
    public static LengthTable From(TraceFile trace) => new RecordedLengths(trace);

    /// <summary>Always the same lengths.</summary>
    public static LengthTable Fixed(int prompt, int answer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prompt, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(answer, 1);
        return new FixedLengths(new Lengths(prompt, answer));
    }

    /// <summary>The same prompts with answers <paramref name="factor"/> times as long.</summary>
    public LengthTable WithAnswers(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        return new StretchedAnswers(this, factor);
    }

    /// <summary>The lengths at two independent numbers, uniform in [0, 1).</summary>
    public abstract Lengths At(double u, double v);

    /// <summary>Lengths by chance; always two numbers of <paramref name="random"/>, whatever the table.</summary>
    public Lengths Draw(Random random) => At(random.NextDouble(), random.NextDouble());

    private sealed class FixedLengths(Lengths lengths) : LengthTable
    {
        public override Lengths At(double u, double v) => lengths;
    }

    private sealed class RecordedLengths(TraceFile trace) : LengthTable
    {
        private readonly Lengths[] _all = [.. trace.Requests.Select(r => new Lengths(r.PromptTokens, Math.Max(1, r.AnswerTokens)))];

        public override Lengths At(double u, double v) => _all[(int)(u * _all.Length)];
    }

    private sealed class StretchedAnswers(LengthTable table, double factor) : LengthTable
    {
        public override Lengths At(double u, double v)
        {
            var (prompt, answer) = table.At(u, v);
            return new Lengths(prompt, Math.Max(1, (int)Math.Round(answer * factor)));
        }
    }
}
