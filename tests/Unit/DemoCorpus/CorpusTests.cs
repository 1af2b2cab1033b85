using System.Text.Json;
using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Xunit;

namespace Orchestrator.Unit.DemoCorpus;

/// <summary>The demo model's texts: always the same, right by their own judges, and never what is held out.</summary>
public sealed class CorpusTests
{
    public static TheoryData<Skill> Skills => [.. SkillCatalogue.All];

    [Fact]
    public void A_seed_gives_the_same_conversations_whoever_asks_and_when()
    {
        var seed = (ulong)RandomSeed.Next();
        var forward = Enumerable.Range(0, 200).Select(number => Text(ConversationSource.Training(seed, (ulong)number))).ToList();
        var backward = Enumerable.Range(0, 200).Reverse().Select(number => Text(ConversationSource.Training(seed, (ulong)number))).Reverse().ToList();
        Assert.Equal(forward, backward);
        Assert.True(forward.Distinct().Count() > 190);
    }

    [Theory]
    [MemberData(nameof(Skills))]
    public void The_corpus_own_answer_passes_the_judge(Skill skill)
    {
        var dice = Dice.For((ulong)RandomSeed.Next(), 1);
        for (var i = 0; i < 500; i++)
        {
            var exchange = SkillCatalogue.Draw(skill, dice, heldOut: i % 4 == 0);
            var answer = exchange.Turns[exchange.Judged];
            Assert.Equal(Role.Assistant, answer.Role);
            Assert.True(exchange.Judge.Fault(answer.Text) is null, $"{exchange.Judge.Fault(answer.Text)}: {exchange.Turns[exchange.Judged - 1].Text} -> {answer.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(Skills))]
    public void A_held_out_task_is_never_trained(Skill skill)
    {
        var seed = (ulong)RandomSeed.Next();
        var kept = Enumerable.Range(0, 100).Select(number => ConversationSource.HeldOut(skill, seed, (ulong)number).Exchange.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var dice = Dice.For(seed, 2);
        for (var i = 0; i < 3_000; i++) Assert.DoesNotContain(SkillCatalogue.Draw(skill, dice, heldOut: false).Key, kept);
    }

    [Theory]
    [InlineData(Skill.Arithmetic)]
    [InlineData(Skill.Tools)]
    [InlineData(Skill.Json)]
    [InlineData(Skill.Story)]
    public void The_answer_to_another_task_does_not_pass(Skill skill)
    {
        var dice = Dice.For((ulong)RandomSeed.Next(), 3);
        var passed = 0;
        for (var i = 0; i < 200; i++)
        {
            var (task, other) = (SkillCatalogue.Draw(skill, dice, heldOut: false), SkillCatalogue.Draw(skill, dice, heldOut: false));
            if (task.Judge.Fault(other.Turns[other.Judged].Text) is null) passed++;
        }
        // Two sums may have the same result.
        Assert.InRange(passed, 0, 10);
    }

    [Fact]
    public void Half_an_answer_or_none_does_not_pass()
    {
        var call = new CallMade("get_time", """{"city": "Rome"}""");
        Assert.Null(call.Fault("<tool_call>\n{\"name\": \"get_time\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>"));
        Assert.NotNull(call.Fault("<tool_call>\n{\"name\": \"get_time\", \"arguments\": {\"city\": \"Oslo\"}}\n</tool_call>"));
        Assert.NotNull(call.Fault("<tool_call>\n{\"name\": \"get_time\", \"arguments\": {\"city\":"));
        Assert.NotNull(call.Fault("I will call get_time."));
        Assert.NotNull(call.Fault("<tool_call>\n{\"name\": \"get_time\", \"arguments\": {\"city\": \"Rome\", \"city\": \"Rome\"}}\n</tool_call>"));
        Assert.NotNull(new JsonGiven("{\"a\": 1}").Fault("{\"a\": 1, \"a\": 1}"));
        Assert.Null(new ResultGiven(-7).Fault("<think>\n7\n</think>\n\n1 - 8 = -7."));
        Assert.NotNull(new ResultGiven(75).Fault("<think>\n75"));
        Assert.NotNull(new OnTopic("Paris").Fault("paris is the capital"));
        Assert.NotNull(new OnTopic("Paris").Fault("Rome is the capital."));
    }

    [Fact]
    public void Offered_tools_are_json_and_a_call_names_one_of_them()
    {
        var dice = Dice.For((ulong)RandomSeed.Next(), 4);
        for (var i = 0; i < 300; i++)
        {
            var exchange = SkillCatalogue.Draw(Skill.Tools, dice, heldOut: false);
            var names = exchange.Tools.Select(tool => JsonDocument.Parse(tool).RootElement.GetProperty("function").GetProperty("name").GetString()).ToList();
            Assert.Contains(((CallMade)exchange.Judge).Name, names);
        }
    }

    [Fact]
    public void Calls_in_longer_chats_are_none_that_are_held_out_as_single_ones()
    {
        var dice = Dice.For((ulong)RandomSeed.Next(), 5);
        const string name = "{\"name\": \"", arguments = "\", \"arguments\": ";
        for (var i = 0; i < 2_000; i++)
        {
            var exchange = SkillCatalogue.Draw(Skill.ToolChat, dice, heldOut: i % 2 == 0);
            Assert.InRange(exchange.Turns.Count(turn => turn.Role == Role.User), 2, int.MaxValue);
            foreach (var (asked, called) in exchange.Turns.Zip(exchange.Turns.Skip(1)).Where(pair => pair.Second.Text.Contains("<tool_call>", StringComparison.Ordinal)))
            {
                var call = called.Text.Split('\n')[1];
                var (from, to) = (call.IndexOf(name, StringComparison.Ordinal) + name.Length, call.IndexOf(arguments, StringComparison.Ordinal));
                var key = call[from..to] + call[(to + arguments.Length)..^1];
                if (key.EndsWith("{}", StringComparison.Ordinal)) key += $" {asked.Text}";
                Assert.False(new Exchange(Skill.Tools, key, [], exchange.Judge, 0).IsHeldOut, key);
            }
        }
    }

    private static string Text(Conversation chat) => string.Concat(ChatMarkup.Pieces(chat).Select(piece => piece.Text));
}
