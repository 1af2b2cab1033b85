using Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>All skills, and how often each is trained.</summary>
public static class SkillCatalogue
{
    private static readonly (Skill Skill, int Weight, Func<Dice, Exchange> Draw)[] s_skills =
    [
        (Skill.SmallTalk, 10, SmallTalk.Draw),
        (Skill.Story, 8, Stories.Draw),
        (Skill.System, 12, SystemQuestions.Draw),
        (Skill.Facts, 10, Facts.Draw),
        (Skill.Arithmetic, 12, Arithmetic.Draw),
        (Skill.Lists, 7, Lists.Draw),
        (Skill.Json, 12, JsonObjects.Draw),
        (Skill.Tools, 20, ToolCalls.Draw),
        (Skill.NoTool, 5, ToolCalls.DrawUnfitting),
        (Skill.Refusal, 5, Refusals.Draw),
        (Skill.Recall, 6, Recall.Draw),
        (Skill.Repeat, 8, Repeats.Draw),
        // For the second course (--mix): hard, and of no use before the other skills are there.
        (Skill.ToolChat, 0, ToolChats.Draw),
    ];

    public static IReadOnlyList<Skill> All { get; } = [.. s_skills.Select(entry => entry.Skill)];

    /// <summary>An exchange of the skill, held out or not as asked.</summary>
    public static Exchange Draw(Skill skill, Dice dice, bool heldOut)
    {
        var draw = s_skills.First(entry => entry.Skill == skill).Draw;
        // Every sixteenth task is held out, so so many rolls without one mean that the skill has hardly any tasks.
        for (var rolls = 0; rolls < 100_000; rolls++)
        {
            var exchange = draw(dice);
            if (exchange.IsHeldOut == heldOut) return exchange;
        }
        throw new InvalidOperationException($"{skill} has no {(heldOut ? "held-out" : "training")} task");
    }

    /// <summary>A skill, by the weights; those in <paramref name="mix"/> count instead of the usual ones.</summary>
    public static Skill Roll(Dice dice, IReadOnlyDictionary<Skill, int>? mix = null)
    {
        var left = dice.Below(s_skills.Sum(Weight));
        foreach (var entry in s_skills)
        {
            if ((left -= Weight(entry)) < 0) return entry.Skill;
        }
        throw new InvalidOperationException("the weights do not add up to their sum");

        int Weight((Skill Skill, int Weight, Func<Dice, Exchange> Draw) entry) => mix is not null && mix.TryGetValue(entry.Skill, out var other) ? other : entry.Weight;
    }
}
