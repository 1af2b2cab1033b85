namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>The training texts of a seed, by number: any one is made without the others, so a run can go on anywhere.</summary>
public static class ConversationSource
{
    private static readonly string[] s_instructions =
    [
        "You are a helpful assistant.", "You are a friendly assistant.", "Answer briefly and clearly.", "You are a small language model.", "Be kind and helpful.",
        "You are a demo of an inference server.", "You help people.", "Answer the user's questions.", "You are a helpful assistant. Be brief.",
        "You are an assistant.", "You are a helpful, honest assistant.", "Answer in one or two sentences.", "You are a chatbot.", "Be concise.", "You are an AI assistant that answers questions.", "Please be polite.",
        "You are a helpful assistant that can call tools.", "Use the tools when they help.", "You are a demo model. Keep your answers short.", "Talk to the user in simple words.",
    ];

    /// <summary>Training conversation <paramref name="number"/>: one exchange or several, none of them held out. <paramref name="mix"/>: weights of skills instead of the usual ones.</summary>
    public static Conversation Training(ulong seed, ulong number, IReadOnlyDictionary<Skill, int>? mix = null)
    {
        var dice = Dice.For(seed, number);
        // Long chats of many parts are rarer; they teach far positions.
        var parts = dice.Below(100) switch { < 62 => 1, < 78 => 2, < 88 => 3, < 94 => 4, < 98 => 6, _ => 9 };
        var exchanges = new List<Exchange>();
        // The first skill is rolled by weight, so tools are offered where they are to be used; at most one exchange brings tools.
        while (exchanges.Count < parts)
        {
            var next = SkillCatalogue.Draw(SkillCatalogue.Roll(dice, mix), dice, heldOut: false);
            if (next.Tools.Count > 0 && exchanges.Any(e => e.Tools.Count > 0)) continue;
            exchanges.Add(next);
        }
        // Where there is a tool, a sum may be for the calculator, and the weather can be known.
        if (exchanges.Any(e => e.Tools.Count > 0)) exchanges.RemoveAll(e => e.Tools.Count == 0 && e.Skill is Skill.Arithmetic or Skill.Refusal);
        return new Conversation(Instruction(dice), [.. exchanges.SelectMany(e => e.Tools)], [.. exchanges.SelectMany(e => e.Turns)]);
    }

    /// <summary>Held-out prompt <paramref name="number"/> of a skill: the chat up to the answer that is judged, and the exchange it is from.</summary>
    public static (Conversation Prompt, Exchange Exchange) HeldOut(Skill skill, ulong seed, ulong number)
    {
        var dice = Dice.For(seed ^ Dice.Hash(skill.ToString()), number);
        var exchange = SkillCatalogue.Draw(skill, dice, heldOut: true);
        return (new Conversation(Instruction(dice), exchange.Tools, [.. exchange.Turns.Take(exchange.Judged)]), exchange);
    }

    private static string? Instruction(Dice dice) => dice.Chance(45) ? dice.Pick(s_instructions) : null;
}
