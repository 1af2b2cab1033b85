using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Short stories about a hero at a place, in six steps with many wordings each.</summary>
internal static class Stories
{
    private const string Ask =
        "(Tell me|Write|Please tell me|Can you write|Can you tell me|I would like|Give me|Make up|Please write) (a story|a short story|a little story|a tale|a bedtime story|a small story) about {hero} ({at}|near) {place}";
    private const string AskOfHero = "(Tell me|Write|Please tell me|Can you write|Can you tell me|I would like|Give me|Make up|Please write|I want) (a story|a short story|a little story|a tale|a bedtime story|a small story) about {hero}";

    // What the hero wants, meets, does, and learns. The steps of one plot belong together.
    private static readonly string[][] s_plots =
    [
        [
            "(One (day|morning|evening)|Early one morning|On a (sunny|rainy|windy) day), {n} (lost|could not find) {a} {t}. (It had been a gift from a friend|{n} had kept it for many years|Nothing was more dear to {n}).",
            "{n} looked (under every stone|behind every door|in every corner) of the {p}, but (it was not there|found nothing|there was only dust).",
            "Then {a2} {h} came by. \"(Why are you so sad|What are you looking for|Can I help you)?\" asked the {h}. \"I (lost|cannot find) my {t},\" said {n}.",
            "Together they (searched|looked) (until (the sun went down|it was dark|the stars came out)|the whole day|for hours). At last the {h} (saw something shine|heard a small sound|found a tiny trail).",
            "There was the {t}, (hidden in the grass|under an old tree|behind a big stone)! {n} (laughed|jumped|danced) with joy and (thanked|hugged) the {h}.",
            "(From that day on|Since then|After that), {n} and the {h} were (best friends|good friends|friends forever).",
        ],
        [
            "(One (day|night)|One cold night|One quiet evening), {n} (heard|was woken by) a strange (noise|sound|song) (outside|from far away|in the dark).",
            "(Everybody else in the {p} was afraid|Everybody else in the {p} stayed at home|All the others in the {p} hid|All the others in the {p} were afraid), but {n} (wanted to know|had to find out) what it was.",
            "{n} took {a} {t} and (walked|went|crept) (slowly |quietly |) through the (dark|fog|night).",
            "(Suddenly|All at once), {a2} {h} stood there. \"(Please help me|I am lost|I cannot find my way home),\" said the {h}.",
            "{n} (smiled|nodded) and (showed the {h} the way|brought the {h} home|stayed with the {h} until morning). The {t} (gave|made) just enough light.",
            "(The next day|In the morning) everybody (in the {p} |)(praised|thanked) {n}, who had learned that (being brave means to help|a kind heart is stronger than fear|the dark is not so bad with a friend).",
        ],
        [
            "{n} had (one|a single) (big |great |)(dream|wish): to (fly over the {p}|see the sea|sing for everyone|build the tallest tower|dance on the moon).",
            "(\"That is impossible,\"|\"You can never do that,\"|\"You are too small,\") said the others (and laughed|and shook their heads|).",
            "But {n} did not give up. Every day {n} (practiced|worked|tried) (a little (more|longer)|from morning to evening).",
            "One day {a2} {h} (watched|came to visit) and said: \"(I can help you|I know a secret|You only need one more thing). Take this {t}.\"",
            "With the {t}, {n} (tried again|tried once more), and (this time|at last) (it worked|the dream came true)!",
            "(The whole {p}|Everybody) (cheered|clapped), and {n} (knew|had learned) that (patience is worth it|nothing is impossible with a little help|it is good to keep trying).",
        ],
        [
            "(One (summer|winter|spring)|One year), (a great storm|a long winter|a dry summer) came to the {p}, and (nobody had enough to eat|everyone was worried|all were hungry).",
            "{n} had (plenty of apples|a full basket of bread|a pot of warm soup), and (did not want to share|wanted to keep it all|thought only of the next day) at first.",
            "Then {a2} {h} knocked at the door. \"(I am so hungry|I have not eaten for days|May I have a little),\" said the {h} (softly|quietly|in a small voice).",
            "{n} (thought for a while|looked at the {h}|was quiet for a moment), and then (opened the door wide|said: \"Come in\"|shared everything).",
            "To say thank you, the {h} gave {n} {a} {t}. (It was not worth much, but it was given with love|It shone in the light of the fire|{n} had never seen anything so beautiful).",
            "(Since then|From that day on), {n} (always had|kept) an open door, and (nobody in the {p} was hungry|the {p} was never a lonely place) again.",
        ],
        [
            "{n} found {a} {t} (on the way home|under a tree|in an old chest). (There was a small note on it|It began to glow|It was warm to the touch): it belonged to {a2} {h}.",
            "\"I must (give|bring) it back,\" (thought|said) {n}, and (set off|started) at once.",
            "The way was (long|hard|steep). {n} (crossed a river|climbed a hill|walked through the rain) and (slept under the stars|rested under a bridge|sang to stay awake).",
            "(At last|After three days|In the end), {n} met the {h} and (held out|gave back) the {t}. \"(I thought it was gone forever|You came so far for me),\" said the {h} (happily|with tears of joy|).",
            "They (had tea|ate cake|sat by the fire) together and told each other (stories|jokes|secrets) (all night|until late|for hours).",
            "{n} came home to the {p} (tired but happy|with a light heart|with a new friend), for (honesty is the best gift|a good deed is its own reward|doing right makes the heart light).",
        ],
    ];

    public static Exchange Draw(Dice dice)
    {
        var (kind, place, trait, name) = (dice.Pick(StoryWords.Kinds), dice.Pick(StoryWords.Places), dice.Pick(StoryWords.Traits), dice.Pick(People.Names));
        var (named, described) = (dice.Chance(45), dice.Chance(40));
        var who = Wording.WithArticle(described ? $"{trait} {kind}" : kind) + (named ? Wording.Say(dice, "( named| called) {n}", ("n", name)) : "");
        var where = Wording.Say(dice, "(a|the) {p}", ("p", place));
        if (where.StartsWith("a ", StringComparison.Ordinal)) where = Wording.WithArticle(place);
        // Now and then nobody says where.
        var placed = dice.Chance(70);
        var question = Wording.Say(dice, placed ? Ask : AskOfHero, ("hero", who), ("place", where), ("at", At(place)));
        if (dice.Chance(10)) question = Wording.Say(dice, "(Hi! |Hello, |Hey! |Now: |Another one! ){q}", ("q", question));
        question += question.StartsWith("Can", StringComparison.Ordinal) ? "?" : Wording.Say(dice, "(.|.|)");
        // Unless it has a name, the hero is "the fox".
        var subject = named ? name : $"the {kind}";
        var (treasure, helper) = (dice.Pick(StoryWords.Treasures), dice.Pick(StoryWords.Helpers));
        var start = Wording.Say(dice, "(Once upon a time|Long ago|Once|Many years ago), there (was|lived) {w} ({at}|near) {p}.", ("w", who), ("p", Wording.WithArticle(place)), ("at", At(place)));
        var steps = dice.Pick(s_plots).Select(step => Sentences(Wording.Say(dice, step,
            ("n", subject), ("p", place), ("t", treasure), ("a", Article(treasure)), ("h", helper), ("a2", Article(helper)))));
        return Exchange.Of(Skill.Story, $"{kind}|{place}|{(described ? trait : "")}|{(named ? name : "")}", question, $"{start} {string.Join(' ', steps)}", new StoryTold(named ? name : kind, placed ? place : ""));
    }

    /// <summary>in, on or at, as the place wants it.</summary>
    public static string At(string place) => StoryWords.On.Contains(place) ? "on" : StoryWords.At.Contains(place) ? "at" : "in";

    private static string Article(string words) => Wording.WithArticle(words).Split(' ')[0];

    // A capital letter at the start of every sentence, which a slot may have begun in lower case.
    private static string Sentences(string text)
    {
        var letters = text.Replace("  ", " ").ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 0 || i > 1 && letters[i - 1] == ' ' && ".!".Contains(letters[i - 2])) letters[i] = char.ToUpperInvariant(letters[i]);
        }
        return new string(letters);
    }
}
