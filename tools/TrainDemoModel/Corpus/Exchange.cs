using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>A question of one skill with its answer, in one or several turns.</summary>
/// <param name="Skill">What it shows.</param>
/// <param name="Key">Its slots: exchanges with the same key are the same task, and the key's hash says whether it is held out.</param>
/// <param name="Turns">Begins with the user, ends with the assistant.</param>
/// <param name="Judge">Decides whether an answer in place of turn <paramref name="Judged"/> will do.</param>
/// <param name="Judged">The place of an assistant's turn.</param>
public sealed record Exchange(Skill Skill, string Key, IReadOnlyList<Turn> Turns, Judge Judge, int Judged)
{
    // One task in so many is kept for the figures.
    private const ulong HeldOutOneIn = 16;

    /// <summary>Tools that must be offered from the conversation's start, each as OpenAI's JSON.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Never in the training texts.</summary>
    public bool IsHeldOut => Dice.Hash($"{Skill}:{Key.ToLowerInvariant()}") % HeldOutOneIn == 0;

    /// <summary>A question and its answer.</summary>
    public static Exchange Of(Skill skill, string key, string question, string answer, Judge judge) =>
        new(skill, key, [Turn.User(question), Turn.Assistant(answer)], judge, 1);
}
