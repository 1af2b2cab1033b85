using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Sums and differences of numbers below 100, thought through digit by digit.</summary>
internal static class Arithmetic
{
    public static Exchange Draw(Dice dice)
    {
        var (a, b) = (dice.Below(100), dice.Below(100));
        if (dice.Chance(15)) b = dice.Below(10);
        var plus = dice.Chance(55);
        if (!plus && a < b && dice.Chance(70)) (a, b) = (b, a);
        var pattern = plus
            ? "(What is {a} + {b}?|What is {a} plus {b}?|{a} + {b}|{a} + {b} = ?|How much is {a} + {b}?|How much is {a} plus {b}?|Add {a} and {b}.|Please add {b} to {a}.|Calculate {a} + {b}.|What's {a}+{b}?|Can you add {a} and {b}?|What is the sum of {a} and {b}?|{a} plus {b}|what is {a} + {b}|Can you tell me what {a} + {b} is?|Please compute {a} + {b}.|{a}+{b}"
                + "|I have {a} (apples|coins|books|marbles) and get {b} more. How many do I have?)"
            : "(What is {a} - {b}?|What is {a} minus {b}?|{a} - {b}|{a} - {b} = ?|How much is {a} - {b}?|How much is {a} minus {b}?|Subtract {b} from {a}.|Take {b} away from {a}.|Calculate {a} - {b}.|What's {a}-{b}?|What is the difference of {a} and {b}?|{a} minus {b}|what is {a} - {b}|Can you tell me what {a} - {b} is?|Please compute {a} - {b}.|{a}-{b}"
                + (a >= b ? "|I have {a} (apples|coins|books|marbles) and give {b} away. How many are left?)" : ")");
        var question = Wording.Say(dice, pattern, ("a", $"{a}"), ("b", $"{b}"));
        var result = plus ? a + b : a - b;
        var sign = plus ? '+' : '-';
        var thought = plus ? Sum(a, b) : a >= b ? Difference(a, b) : $"{a} is less than {b}, so turn it round.\n{Difference(b, a)}\nThe result is negative.";
        var answer = $"<think>\n{thought}\n</think>\n\n" + Wording.Say(dice, "({f} = {r}.|{f} = {r}|The answer is {r}.)", ("f", $"{a} {sign} {b}"), ("r", $"{result}"));
        return Exchange.Of(Skill.Arithmetic, plus ? $"{Math.Min(a, b)}+{Math.Max(a, b)}" : $"{a}-{b}", question, answer, new ResultGiven(result));
    }

    /// <summary>How a sum of two numbers below 100 is thought through.</summary>
    public static string Sum(int a, int b)
    {
        var ones = a % 10 + b % 10;
        var carry = ones / 10;
        return $"ones: {a % 10} + {b % 10} = {ones}, write {ones % 10}, carry {carry}\ntens: {a / 10} + {b / 10} + {carry} = {a / 10 + b / 10 + carry}\nresult: {a + b}";
    }

    // a is not less than b.
    private static string Difference(int a, int b)
    {
        var borrow = a % 10 < b % 10 ? 1 : 0;
        var ones = borrow == 1 ? $"{a % 10} is less than {b % 10}, borrow 1, 1{a % 10} - {b % 10} = {10 + a % 10 - b % 10}" : $"{a % 10} - {b % 10} = {a % 10 - b % 10}, borrow 0";
        return $"ones: {ones}\ntens: {a / 10} - {b / 10} - {borrow} = {a / 10 - b / 10 - borrow}\nresult: {a - b}";
    }
}
