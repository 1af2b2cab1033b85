using System.Text.Json;
using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>JSON objects with the keys and values that are asked for.</summary>
internal static class JsonObjects
{
    private static readonly (string Key, Func<Dice, object> Value)[] s_fields =
    [
        ("name", d => d.Pick(People.Names)), ("age", d => d.Between(1, 99)), ("city", d => d.Pick(Countries.All).Capital), ("country", d => d.Pick(Countries.All).Country),
        ("color", d => d.Pick(Categories.All[4].Items)), ("animal", d => d.Pick(Categories.All[2].Items)), ("price", d => d.Between(1, 999)), ("count", d => d.Between(0, 500)),
        ("active", d => d.Chance(50)), ("fruit", d => d.Pick(Categories.All[0].Items)), ("job", d => d.Pick(Categories.All[14].Items)), ("sport", d => d.Pick(Categories.All[7].Items)),
        ("year", d => d.Between(1900, 2030)), ("language", d => d.Pick(Countries.All).Language), ("id", d => d.Between(1, 9999)), ("title", Words), ("status", d => d.Pick(["open", "closed", "new", "done", "late"])),
        ("done", d => d.Chance(50)), ("size", d => d.Pick(["small", "medium", "large"])), ("code", Made.Word), ("tag", Made.Word), ("weight", d => d.Between(1, 200)), ("drink", d => d.Pick(Categories.All[8].Items)),
    ];

    public static Exchange Draw(Dice dice)
    {
        if (dice.Chance(20)) return Array(dice);
        var fields = dice.Some(s_fields, dice.Between(1, 4)).Select(field => (Key: dice.Chance(15) ? Made.Word(dice) : field.Key, Value: field.Value(dice))).DistinctBy(field => field.Key).ToList();
        var json = "{" + string.Join(", ", fields.Select(field => $"\"{field.Key}\": {JsonSerializer.Serialize(field.Value)}")) + "}";
        if (dice.Chance(25)) return OfKeys(dice, [.. fields.Select(field => field.Key)], json);
        var how = dice.Below(4);
        var parts = fields.Select(field => how switch
        {
            0 => $"{field.Key} {Plain(field.Value)}",
            1 => $"{field.Key}: {Plain(field.Value)}",
            2 => $"{field.Key} = {Plain(field.Value)}",
            _ => $"\"{field.Key}\" set to {Plain(field.Value)}",
        }).ToList();
        var joined = how is 0 or 3 && parts.Count > 1 ? string.Join(", ", parts[..^1]) + " and " + parts[^1] : string.Join(", ", parts);
        var question = Wording.Say(dice, "(Write|Give me|Make|Return|Create|Please write|I need|Answer with) (a JSON object|JSON|a JSON|one JSON object) with {x}.", ("x", joined));
        if (dice.Chance(20)) question = Wording.Say(dice, "(Turn this into JSON|As JSON, please|Write as a JSON object|Convert to JSON): {x}", ("x", joined));
        return Exchange.Of(Skill.Json, json, question, json, new JsonGiven(json));
    }

    private static Exchange Array(Dice dice)
    {
        var items = dice.Chance(75) ? AnyWord.Some(dice, dice.Between(1, 6)) : [.. Enumerable.Range(0, dice.Between(1, 6)).Select(_ => $"{dice.Between(0, 9999)}")];
        var json = $"[{string.Join(", ", items.Select(item => char.IsDigit(item[0]) ? item : $"\"{item}\""))}]";
        var question = Wording.Say(dice, "(Write|Give me|Make|Return|Create|Please write|I need|Answer with) a JSON (array|list) (with|of) {x}.", ("x", AnyWord.Listed(items)));
        if (dice.Chance(30)) question = Wording.Say(dice, "(Turn this into a JSON array|As a JSON array, please|JSON array of): {x}", ("x", string.Join(", ", items)));
        return Exchange.Of(Skill.Json, question, question, json, new JsonGiven(json));
    }

    // The values are the model's own.
    private static Exchange OfKeys(Dice dice, string[] keys, string json)
    {
        var named = keys.Length == 1 ? keys[0] : string.Join(", ", keys[..^1]) + " and " + keys[^1];
        var question = Wording.Say(dice, "(Write|Give me|Make|Return|Create|Please write|I need|Answer with) (a JSON object|JSON|one JSON object|an example JSON object) with the (keys|fields|properties) {k}(.||.)", ("k", named));
        if (dice.Chance(25)) question = Wording.Say(dice, "(Invent|Make up|Describe) (a person|someone|something|a thing|an example) as JSON with (the (keys|fields) |){k}.", ("k", named));
        return Exchange.Of(Skill.Json, string.Join(',', keys), question, json, new JsonKeys(keys));
    }

    private static string Words(Dice dice) => Wording.Say(dice, "(The|A|My) (old|new|blue|long|last|first|secret|little) (garden|road|house|river|song|day|letter|map|plan)");

    private static string Plain(object value) => value is bool truth ? (truth ? "true" : "false") : $"{value}";
}
