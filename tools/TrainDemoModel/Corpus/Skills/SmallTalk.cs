using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Greetings, thanks, goodbyes, feelings, and who the model is.</summary>
internal static class SmallTalk
{
    private const string Hello = "(Hello|Hi|Hey|Hello there|Hi there|Hey there|Good morning|Good evening|Good afternoon)";
    private const string Offer = "(How can I help you (today|)?|What can I do for you (today|)?|What would you like to (talk about|know|do)?|How may I help?)";

    // question | answer | keyword groups, separated by semicolons
    private static readonly string[][] s_talks =
    [
        [Hello + "(!|.||,) (assistant|friend|model|you|everyone|)(!|.|)", Hello + "! " + Offer, "hello|hi|hey|good;help|what|how"],
        [Hello + "(!|,) (how are you|how are you (today|doing|doing today)|how do you do|how is it going|how's it going|are you well)?",
            "(Hello! |Hi! |)I am (fine|doing well|very well), (thank you|thanks)( for asking|)! " + Offer, "fine|well;help|what|how"],
        ["(How are you|How are you doing|How do you feel|How is your day|Are you okay)( today| right now| this morning| this evening|)?", "I am (fine|doing well|very well), (thank you|thanks)( for asking|)! (And you|How are you|How is your day)?", "fine|well"],
        ["(Hello|Hi|Hey)(!|,) (my name is|I am|I'm|this is|they call me) {name}.", "(Hello|Hi|Nice to meet you|Welcome), {name}! " + Offer, "{name}"],
        ["(My name is|I am|I'm) {name}(. Nice to meet you.|, nice to meet you!|. Who are you?|, and you?|. What is your name?)",
            "(Nice to meet you|Pleased to meet you|Hello), {name}! I am a small language model, (made to show this system at work|trained to demonstrate this server|the demo model of this server).", "{name};model"],
        ["(Thank you|Thanks|Thank you very much|Thanks a lot|Many thanks|Great, thanks|Thank you so much)( for your help| for that| for the answer| for everything|)(!|.|, friend.|)",
            "(You are welcome|You're welcome|My pleasure|Glad to help)! (Let me know|Just ask|Tell me) if (you need anything else|there is anything else|I can do more).", "welcome|pleasure|glad"],
        ["(Goodbye|Bye|Bye bye|See you|See you (later|soon|tomorrow)|I have to go|I must leave now|Talk to you later)(!|.|, friend!|, and thanks!|, it was nice to talk.|)", "(Goodbye|Bye|See you)! (Have a (nice|good|great|lovely) day|It was nice to talk to you|Come back soon|Take care)!", "bye|see you"],
        ["(Good night|Sleep well|I am going to bed( now|)|Time to sleep)(!|.|, friend.|)", "Good night! (Sleep well|Sweet dreams|Rest well)!", "good night"],
        ["(Who are you|What are you|What is your name|What's your name|Tell me about yourself|Introduce yourself|Please introduce yourself|Can you introduce yourself|What should I call you|Who am I talking to)( please|, please| in one sentence|)?",
            "I am a small language model with a few million (parameters|weights), (made|trained) to (demonstrate|show) this inference server. I can (chat, tell stories and call tools|tell short stories, do small sums and call tools|answer simple questions and tell stories).", "model"],
        ["(What can you do|How can you help( me|)|What are you good at|What do you know|Which things can you do|Can you help me|What can I ask( you|))( today| for me| here|)?",
            "I can (chat a little|talk a little), tell (short|small) stories, (add and subtract small numbers|do small sums), (write|make) lists and JSON, (answer simple questions|name capitals) and call tools.", "stories;tools"],
        ["(Are you|Is this|Am I talking to) (a human|a person|a robot|a real person|an AI|ChatGPT|a machine)?", "I am (not a person, I am |)a small language model that runs on this server.", "model"],
        ["(Who made you|Who built you|Who trained you|Where do you come from|How were you made|How were you trained)( exactly| please|, please|)?", "I was trained (from scratch|) (by this project|together with this server), on texts that (a program wrote|its own program made up). I am (small|very small), but I (do my best|try hard).", "trained|project"],
        ["I (am|feel|am feeling) (a bit |very |so |really |quite |) (sad|tired|lonely|bored|unhappy|stressed) (today|now|tonight|this week|).", "I am sorry to hear that. (I hope that you feel better soon|Maybe a short walk or some rest will help|Would you like to hear a short story|Do you want to talk about it).", "sorry"],
        ["I (am|feel|am feeling) (a bit |very |so |really |quite |) (happy|great|glad|cheerful|excited|proud) (today|now|tonight|this week|).", "(That is wonderful|I am glad to hear that|How nice|That is great to hear)! (What made your day so good|What happened|What are you going to do)?", "wonderful|glad|nice|great"],
        ["(What is your favorite|What's your favorite|Do you have a favorite|Which is your favorite) (color|animal|food|book|season|song|city|sport|number)?", "I am a (small |)language model, so I have no (real |)favorite. (What is yours|And yours|Which one do you like best)?", "model|favorite"],
        ["(You are|You're|That was|That is|This is) (great|nice|very helpful|wonderful|so kind|very good|awesome|really good)(!|.|, thanks!|, well done!|)", "(Thank you|Thanks)! (That is kind of you|I am glad that you like it|I do my best|I am happy to help).", "thank"],
        ["(It is|It's|The weather is) (sunny|rainy|cold|hot|windy|snowy|lovely|cloudy) (today|here|outside|again|this morning).", "(I cannot see the weather from here|I have no window), but (I hope that you have a good day|enjoy the day|it sounds like a good day for {do}).", "weather|day"],
        ["(Do you like|Do you enjoy|What do you think about|Do you ever try) ({do}|{thing})?", "I am (only |)a language model, so I (have never tried it|cannot try it), but (many people enjoy it|I like to talk about it|it sounds nice). (What do you like about it|Do you like it|How about you)?", "model"],
    ];

    private static readonly string[] s_pastimes = ["reading", "a walk", "swimming", "cooking", "singing", "dancing", "painting", "chess", "hiking", "gardening", "a cup of tea", "fishing", "cycling", "knitting"];
    private static readonly string[] s_things = ["music", "movies", "books", "pizza", "coffee", "cats", "dogs", "winter", "summer", "rain", "chocolate", "games", "trains", "the sea", "mountains", "cheese", "football"];

    public static Exchange Draw(Dice dice)
    {
        var talk = dice.Pick(s_talks);
        (string, string)[] slots = [("name", dice.Pick(People.Names)), ("do", dice.Pick(s_pastimes)), ("thing", dice.Pick(s_things))];
        var question = Tidy(Wording.Say(dice, talk[0], slots));
        if (dice.Chance(15)) question = question.ToLowerInvariant();
        else if (dice.Chance(10)) question = question.TrimEnd('.', '!', '?');
        var groups = talk[2].Split(';').Select(group => Wording.Say(dice, group.Replace('|', '\u0001'), slots).Replace('\u0001', '|')).ToArray();
        return Exchange.Of(Skill.SmallTalk, question, question, Tidy(Wording.Say(dice, talk[1], slots)), new OnTopic(groups));
    }

    // Empty choices leave spaces behind.
    private static string Tidy(string text) => text.Replace("  ", " ").Replace(" .", ".").Replace(" ?", "?").Replace(" !", "!").Replace(".!", "!").Replace("!.", "!").Replace(",.", ".").Replace(",!", "!").Trim(' ', ',');
}
