using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Tools.TrainDemoModel.Corpus;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>What makes a run what it is; the same plan gives the same weights on the same machine. Kept in the run's folder.</summary>
/// <remarks>Positions are those of one pass, the filling of short rows included; a step is Passes of them.</remarks>
internal sealed record RunPlan(string Shape, ulong Seed, int Steps, float Rate, int Positions, int Passes, bool Half, int Threads, int Vocab, int Context)
{
    /// <summary>The exported model whose weights and vocabulary this run begins with; null: from nothing.</summary>
    public string? From { get; init; }

    /// <summary>Weights of skills instead of the catalogue's.</summary>
    public Dictionary<Skill, int> Mix { get; init; } = [];

    // Enough conversations for every word and mark to be seen often.
    public const int VocabularyConversations = 20_000;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>The learning rate of a step: a warm-up, then a cosine down to a twentieth.</summary>
    public float RateAt(int step)
    {
        var warm = Math.Min(200, Steps / 10 + 1);
        if (step < warm) return Rate * (step + 1) / warm;
        var done = Math.Min(1f, (step - warm) / (float)Math.Max(1, Steps - warm));
        return Rate * (0.05f + 0.95f * 0.5f * (1f + MathF.Cos(MathF.PI * done)));
    }

    public static RunPlan Load(string folder) => JsonSerializer.Deserialize<RunPlan>(File.ReadAllText(PlanFile(folder)), s_indented)!;

    public void Save(string folder) => File.WriteAllText(PlanFile(folder), JsonSerializer.Serialize(this, s_indented));

    private static string PlanFile(string folder) => Path.Combine(folder, "plan.json");
}
