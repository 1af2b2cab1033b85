using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Names for tools and their arguments in all the manners of people, some of words that do not exist.</summary>
internal static class ToolNames
{
    private static readonly string[] s_more = ["tool", "api", "service", "now", "info", "data", "v2", "my", "do", "quick", "new", "simple", "client", "action", "call"];
    private static readonly string[] s_before = ["user", "my", "the", "target", "new", "input", "which", "in"];
    private static readonly string[] s_after = ["name", "value", "text", "code", "arg", "id", "str", "given"];

    /// <summary>A name for a tool that deals with <paramref name="subject"/>, which may not be in it.</summary>
    public static string Any(Dice dice, string subject)
    {
        var thing = dice.Chance(60) ? subject : Made.Word(dice);
        var (verb, more) = (dice.Pick(ToolNouns.Verbs), dice.Chance(50) ? dice.Pick(s_more) : Made.Word(dice));
        return Joined(dice, dice.Below(6) switch { 0 => [thing], 1 => [thing, verb], 2 => [verb, thing, more], 3 => [more, verb, thing], 4 => [more, thing], _ => [verb, thing] });
    }

    /// <summary>A name for an argument that others call <paramref name="usual"/>.</summary>
    public static string AnyArgument(Dice dice, string usual) =>
        Joined(dice, dice.Below(5) switch { 0 => [Made.Word(dice)], 1 => [Made.Word(dice), usual], 2 => [dice.Pick(s_before), usual], _ => [usual, dice.Pick(s_after)] });

    private static string Joined(Dice dice, string[] words) =>
        dice.Chance(70) ? string.Join('_', words) : words[0] + string.Concat(words[1..].Select(Wording.Capital));
}
