namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Several questions to the same tools, whose names nobody would guess: what is called, and with which arguments, has to be read and cannot be known. Some questions fit none of them.</summary>
internal static class ToolChats
{
    public static Exchange Draw(Dice dice)
    {
        var offers = ToolCalls.Offers(dice, dice.Between(1, 4), renamed: true);
        var count = dice.Between(2, 6);
        var parts = new List<Exchange>();
        while (parts.Count < count)
        {
            // The last one is judged: a call.
            var next = parts.Count < count - 1 && dice.Chance(30) ? ToolCalls.Unfitting(dice, offers) : ToolCalls.Calling(dice, offers);
            // What is held out of the skills that these parts are from stays so.
            if (next.IsHeldOut) return Draw(dice);
            parts.Add(next);
        }
        var last = parts[^1];
        var judged = parts.Take(count - 1).Sum(part => part.Turns.Count) + last.Judged;
        return new Exchange(Skill.ToolChat, last.Key, [.. parts.SelectMany(part => part.Turns)], last.Judge, judged) { Tools = last.Tools };
    }
}
