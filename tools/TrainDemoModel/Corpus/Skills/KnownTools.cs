using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Tools as people often offer them, and the words in which people ask for what they do.</summary>
internal static class KnownTools
{
    // Names: alternatives with slashes. Said: how a question goes on when an argument that may be left out is given; null for one that is always given.
    private sealed record Slot(string Names, string About, Func<Dice, object> Value, string? Said = null, string[]? Values = null);

    // Ask, Told: patterns over the arguments {0}, {1} ... and the result's {x} and {y}. Result: "key=x" or "key=x,key=y".
    private sealed record Known(string Subject, string Names, string About, Slot[] Slots, string Ask, string Result, Func<Dice, object> X, Func<Dice, object> Y, string Told);

    private static readonly Slot s_place = new("city/location/place/town", "(The city|Name of the city|City, for example Paris|The city and country)", Town);
    private static readonly string[] s_days = ["today", "tomorrow", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] s_currencies = ["euros", "dollars", "pounds", "yen", "francs", "EUR", "USD", "GBP", "JPY", "CHF"];
    private static readonly Slot s_day = new("day/date/when", "(The day|Which day|When)", d => d.Pick(s_days), " (|on |for ){v}");

    private static readonly Known[] s_all =
    [
        new("weather", "get_weather/get_current_weather/weather/getWeather/fetch_weather/weather_forecast/get_forecast", "(Get the (current |)weather( in a city| for a place|)|Current weather|Tells the weather of a city)",
            [s_place, new("unit/units", "(Temperature unit|The unit)", d => d.Pick(["celsius", "fahrenheit"]), " in {v}", ["celsius", "fahrenheit"]), s_day],
            "(What is the weather (like |)in {0}|What's the weather (like |)in {0}|How is the weather in {0}|Tell me the weather in {0}|Weather in {0}|What is the temperature in {0}|How warm is it in {0}|Do I need an umbrella in {0}|Will it rain in {0})",
            "temperature=x,condition=y", d => d.Between(-9, 38), d => d.Pick(["sunny", "cloudy", "rainy", "windy", "foggy", "clear", "snowy"]), "(It is|In {0} it is) {x} degrees and {y}( in {0}|)."),
        new("clock", "get_time/get_current_time/current_time/getTime/time_in_city/what_time", "(Get the (current |local |)time( in a city|)|Current time)", [s_place with { Names = "city/location/timezone/place" }],
            "(What time is it in {0}|What is the time in {0}|What's the time in {0} now|Tell me the time in {0}|How late is it in {0}|Current time in {0})",
            "time=x", d => $"{d.Between(0, 23):D2}:{d.Between(0, 59):D2}", d => 0, "(It is {x} in {0}.|The time in {0} is {x}.)"),
        new("stock", "get_stock_price/stock_price/get_stock/getStockPrice/quote/stock_quote", "(Get the (current |)price of a stock|Stock price by symbol|Look up a stock)", [new("symbol/ticker/stock/company", "(The ticker symbol|Stock symbol)", Letters)],
            "(What is the (stock |)price of {0}|What's the stock price of {0}|How much is {0} stock|What is {0} trading at|Get me the price of {0}|Look up {0} stock|How is {0} doing)",
            "price=x", d => d.Between(1, 900), d => 0, "({0} is at {x}.|The price of {0} is {x}.|{0} trades at {x}.)"),
        new("email", "send_email/email/sendEmail/send_mail/write_email", "(Send an email|Sends an e-mail to someone|Write and send an email)", [new("to/recipient/address", "(Who gets it|The recipient|Email address)", Person), new("subject/title/message/body/text", "(The subject|What it says)", Phrase)],
            "(Send an email to {0} (saying|with) \"{1}\"|Email {0}: {1}|Write an email to {0} that says {1}|Please send \"{1}\" to {0}|Mail \"{1}\" to {0})",
            "status=x", d => d.Pick(["sent", "ok", "delivered"]), d => 0, "(I sent your email to {0}.|Done! Your email to {0} is on its way.|Your email to {0} was sent.)"),
        new("timer", "set_timer/start_timer/timer/setTimer/create_timer", "(Set a timer|Start a countdown|Starts a timer)", [new("minutes/duration/duration_minutes/time", "(How many minutes|Minutes)", d => d.Between(1, 90))],
            "(Set a timer for {0} minutes|Start a {0} minute timer|Timer for {0} minutes, please|Wake me in {0} minutes|I need a timer of {0} minutes|Count down {0} minutes)",
            "status=x", d => d.Pick(["started", "ok", "running"]), d => 0, "(The timer is set for {0} minutes.|Done! I will ring in {0} minutes.|Your timer of {0} minutes is running.)"),
        new("translation", "translate/translate_text/translator/translateText", "(Translate (a |)text|Translates text into a language)", [new("text/phrase/sentence", "(The text|What to translate)", Phrase), new("language/target_language/target/to", "(The language|Target language)", d => d.Pick(Countries.All).Language)],
            "(Translate \"{0}\" (to|into) {1}|How do you say \"{0}\" in {1}|What is \"{0}\" in {1}|Say \"{0}\" in {1}|Please translate \"{0}\" into {1})",
            "translation=x", d => $"{Made.Word(d)} {Made.Word(d)}", d => 0, "(In {1} it is \"{x}\".|\"{0}\" is \"{x}\" in {1}.)"),
        new("web", "search/web_search/search_web/searchWeb/google/internet_search", "(Search the (web|internet)|Finds pages on the web|Look something up online)", [new("query/q/search/text/keywords", "(What to search for|The query)", Topic)],
            "(Search (the web |online |)for {0}|Look up {0}( online|)|Find something about {0}|Google {0}|What can you find about {0}|Please search for {0})",
            "title=x,results=y", d => $"All about {d.Pick(StoryWords.Places)}s", d => d.Between(1, 90), "(I found {y} results, the first is \"{x}\".|There are {y} results. The first one is \"{x}\".)"),
        new("flight", "find_flight/search_flights/book_flight/flights/findFlights", "(Find flights|Search for a flight|Finds a flight between two cities)", [new("from/origin/from_city/departure", "(Where it starts|Origin)", Town), new("to/destination/to_city/arrival", "(Where it goes|Destination)", Town), s_day],
            "((Find|Book|Search|Get) (me |)a flight from {0} to {1}|I need a flight from {0} to {1}|I want to fly from {0} to {1}|Flights from {0} to {1})",
            "flight=x,price=y", d => $"{(char)('A' + d.Below(26))}{(char)('A' + d.Below(26))}{d.Between(10, 999)}", d => d.Between(40, 900), "(I found flight {x} from {0} to {1} for {y}.|Flight {x} goes from {0} to {1} and costs {y}.)"),
        new("reminder", "set_reminder/remind/create_reminder/add_reminder/setReminder", "(Set a reminder|Reminds the user of something|Create a reminder)", [new("text/task/message/what", "(What to be reminded of|The task)", Task), new("time/at/hour", "(When|The time)", d => $"{d.Between(1, 12)} {d.Pick(["am", "pm"])}", " at {v}")],
            "(Remind me to {0}|Please remind me to {0}|Set a reminder to {0}|Can you remind me to {0}|Do not let me forget to {0})",
            "status=x", d => d.Pick(["saved", "ok", "set"]), d => 0, "(I will remind you to {0}.|Done! I will remind you to {0}.)"),
        new("light", "set_light/light/switch_light/turn_light/setLight/control_light", "(Switch a light|Turn the light of a room on or off|Controls the lights)", [new("room/place/where", "(The room|Which room)", d => d.Pick(["kitchen", "bedroom", "office", "garden", "hall", "garage", "bathroom", "living room"])), new("state/value/power", "(on or off|The new state)", d => d.Pick(["on", "off"]), Values: ["on", "off"])],
            "(Turn {1} the light in the {0}|Turn the {0} light {1}|Switch {1} the {0} light|Lights {1} in the {0}|Switch the light in the {0} {1})",
            "status=x", d => d.Pick(["ok", "done"]), d => 0, "(The light in the {0} is {1}.|Done! The {0} light is {1} now.)"),
        new("restaurant", "find_restaurant/search_restaurants/restaurants/restaurant_search/findRestaurant", "(Find a restaurant|Finds places to eat|Search restaurants in a city)", [new("cuisine/food/kind/type", "(The kind of food|Cuisine)", d => d.Pick(Countries.All).Language), s_place],
            "(Find (me |)a {0} restaurant in {1}|Where can I eat {0} food in {1}|I want {0} food in {1}|Is there a good {0} restaurant in {1}|Book a {0} restaurant in {1})",
            "name=x,rating=y", d => $"{Wording.Capital(Made.Word(d))} House", d => d.Between(1, 5), "(I found {x} in {1}, with {y} stars.|Try {x} in {1}: it has {y} stars.)"),
        new("music", "play_music/play_song/play/music/playSong", "(Play (a song|music)|Plays a song)", [new("song/title/track/name", "(The song|Title of the song)", Title), new("artist/by/singer", "(Who sings it|The artist)", d => d.Pick(People.Names), " by {v}")],
            "(Play {0}|Please play {0}|I want to hear {0}|Can you play {0}|Put on {0}|Play the song {0})",
            "status=x", d => d.Pick(["playing", "ok"]), d => 0, "(Now playing {0}.|Here is {0}. Enjoy!)"),
        new("currency", "convert_currency/exchange/currency_converter/convert/convertCurrency", "(Convert money|Converts an amount to another currency|Currency conversion)", [new("amount/value/sum", "(How much|The amount)", d => d.Between(1, 999)), new("from/source/from_currency", "(From which currency|Source)", d => d.Pick(s_currencies)), new("to/target/to_currency", "(To which currency|Target)", d => d.Pick(s_currencies))],
            "(Convert {0} {1} to {2}|How much is {0} {1} in {2}|What is {0} {1} in {2}|Change {0} {1} into {2}|How many {2} are {0} {1})",
            "result=x", d => d.Between(1, 9999), d => 0, "({0} {1} are {x} {2}.|That is {x} {2}.)"),
        new("calculation", "calculate/calculator/evaluate/math/compute", "(Calculate an expression|Evaluates arithmetic|A calculator)", [new("expression/formula/input/term", "(The expression|What to compute)", d => $"{d.Between(2, 999)} {d.Pick(["*", "/", "+", "-"])} {d.Between(2, 999)}")],
            "(What is {0}|Calculate {0}|How much is {0}|Compute {0}|Please work out {0}|{0} =)",
            "result=x", d => d.Between(1, 9999), d => 0, "({0} = {x}|The result is {x}.|{0} is {x}.)"),
        new("order", "get_order_status/order_status/track_order/find_order/getOrder", "(Get the status of an order|Where an order is|Track an order)", [new("order_id/id/order/number", "(The number of the order|Order id)", d => d.Between(10, 99999))],
            "(Where is my order {0}|What is the status of order {0}|Track order {0}|Has order {0} been sent|When does order {0} come|Check order {0}, please)",
            "status=x", d => d.Pick(["sent", "packed", "on the way", "delivered", "waiting", "lost"]), d => 0, "(Your order {0} is {x}.|Order {0}: {x}.)"),
        new("calendar", "create_event/add_event/calendar/createEvent/add_to_calendar/schedule_meeting", "(Add an event to the calendar|Create a calendar event|Plans a meeting)", [new("title/name/event/summary", "(What it is|The title)", d => $"{d.Pick(["lunch", "meeting", "dinner", "call", "walk", "tennis", "coffee"])} with {d.Pick(People.Names)}"), new("day/date/when", "(The day|Which day)", d => d.Pick(s_days))],
            "(Add {0} to my calendar (for|on) {1}|Plan {0} for {1}|Put {0} into my calendar for {1}|Create an event: {0}, {1}|Schedule {0} for {1})",
            "status=x", d => d.Pick(["created", "ok", "saved"]), d => 0, "({0} is in your calendar for {1}.|Done! I added {0} for {1}.)"),
        new("news", "get_news/news/latest_news/getNews/search_news", "(Get the (latest |)news( about a topic|)|News by topic)", [new("topic/subject/query/about", "(The topic|What it is about)", Topic)],
            "(What is the news about {0}|What's new about {0}|Latest news on {0}|Tell me the news about {0}|Any news about {0})",
            "headline=x", d => $"{Wording.Capital(d.Pick(StoryWords.Traits))} {d.Pick(StoryWords.Kinds)} found in {Town(d)}", d => 0, "(The latest headline is: {x}.|Here is the news: {x}.)"),
        new("distance", "get_distance/distance/route/getDistance/how_far", "(Distance between two places|How far two cities are apart)", [new("from/start/origin/a", "(Where it starts|First place)", Town), new("to/end/destination/b", "(Where it ends|Second place)", Town)],
            "(How far is it from {0} to {1}|What is the distance from {0} to {1}|Distance between {0} and {1}|How many kilometers from {0} to {1}|How far apart are {0} and {1})",
            "kilometers=x", d => d.Between(20, 15000), d => 0, "(It is {x} kilometers from {0} to {1}.|{0} and {1} are {x} kilometers apart.)"),
        new("dice", "roll_dice/roll/dice/rollDie/throw_dice", "(Roll a die|Rolls dice|A random roll)", [new("sides/faces/max", "(How many sides|Sides of the die)", d => d.Between(4, 100))],
            "(Roll a die with {0} sides|Roll a {0} sided die|Throw a {0} sided die|Please roll a die of {0} sides)",
            "result=x", d => d.Between(1, 4), d => 0, "(You rolled {x}.|It is a {x}!)"),
        new("date", "get_date/today/current_date/getDate/what_day", "(Get today's date|Today's date|The current day)", [],
            "(What day is it( today|)|What is the date( today|)|What's today's date|Which day is today|Tell me today's date)",
            "date=x", d => $"{d.Between(2020, 2035)}-{d.Between(1, 12):D2}-{d.Between(1, 28):D2}", d => 0, "(Today is {x}.|The date is {x}.)"),
    ];

    public static OfferedTool Draw(Dice dice, bool renamed)
    {
        var known = dice.Pick(s_all);
        var name = renamed && dice.Chance(70) ? ToolNames.Any(dice, known.Subject) : dice.Pick(known.Names.Split('/'));
        var slots = known.Slots.Where(slot => slot.Said is null || dice.Chance(40)).Select(slot => (Slot: slot, Name: Named(dice, slot, renamed))).DistinctBy(slot => slot.Name).ToList();
        var (about, described) = (Wording.Say(dice, known.About), renamed || dice.Chance(50));
        var json = OfferedTool.Write(dice, name, renamed || dice.Chance(90) ? about + (dice.Chance(30) ? "." : "") : null, [.. slots.Select(slot => new OfferedTool.Parameter(
            slot.Name, slot.Slot.Value(dice) is int ? "integer" : "string", described ? Wording.Say(dice, slot.Slot.About) : null, slot.Slot.Said is null, slot.Slot.Values))]);
        return new OfferedTool(name, known.Subject, json, uses => Use(uses, known, slots));
    }

    private static string Named(Dice dice, Slot slot, bool renamed)
    {
        var name = dice.Pick(slot.Names.Split('/'));
        return renamed && dice.Chance(50) ? ToolNames.AnyArgument(dice, name) : name;
    }

    private static ToolUse Use(Dice dice, Known known, List<(Slot Slot, string Name)> slots)
    {
        // An argument that may be left out is, half the time.
        var given = slots.Where(slot => slot.Slot.Said is null || dice.Chance(50)).Select(slot => (slot.Slot, slot.Name, Value: slot.Slot.Value(dice))).ToList();
        var (x, y) = (known.X(dice), known.Y(dice));
        (string, string)[] texts = [.. given.Where(slot => slot.Slot.Said is null).Select((slot, place) => ($"{place}", $"{slot.Value}")), ("x", $"{x}"), ("y", $"{y}")];
        var question = Wording.Say(dice, known.Ask, texts) + string.Concat(given.Where(slot => slot.Slot.Said is not null).Select(slot => Wording.Say(dice, slot.Slot.Said!, ("v", $"{slot.Value}"))));
        var asks = question.StartsWith("Wh", StringComparison.Ordinal) || question.StartsWith("How", StringComparison.Ordinal) || question.StartsWith("Is", StringComparison.Ordinal) || question.StartsWith("Do I", StringComparison.Ordinal)
            || question.StartsWith("Will", StringComparison.Ordinal) || question.StartsWith("Can", StringComparison.Ordinal) || question.StartsWith("Has", StringComparison.Ordinal) || question.StartsWith("Any", StringComparison.Ordinal);
        question = Wording.Say(dice, asks ? "{q}(?|?|?|, please?|)" : "{q}(.|.||, please.|!)", ("q", question));
        if (dice.Chance(12)) question = Wording.Say(dice, "(Hi! |Hello! |Hey! |OK. |Quick question: |Please: ){q}", ("q", question));
        var arguments = "{" + string.Join(", ", given.Select(slot => $"\"{slot.Name}\": {Json(slot.Value)}")) + "}";
        var result = "{" + string.Join(", ", known.Result.Split(',').Select(entry => $"\"{entry.Split('=')[0]}\": {Json(entry.EndsWith("=x", StringComparison.Ordinal) ? x : y)}")) + "}";
        return new ToolUse(question, arguments, result, Wording.Capital(Wording.Say(dice, known.Told, texts)));
    }

    private static string Json(object value) => value is int ? $"{value}" : $"\"{value}\"";

    // A capital, another town, or one that nobody has heard of.
    private static string Town(Dice dice) => dice.Below(10) switch
    {
        < 4 => dice.Pick(Countries.All).Capital,
        < 7 => dice.Pick(ToolNouns.Towns),
        7 => dice.Pick(Countries.All) is var land ? $"{land.Capital}, {land.Country}" : "",
        _ => Wording.Capital(Made.Word(dice)),
    };

    private static string Person(Dice dice) => dice.Below(3) switch { 0 => dice.Pick(People.Names), 1 => $"{dice.Pick(People.Names).ToLowerInvariant()}@example.com", _ => $"my {dice.Pick(["boss", "mother", "father", "friend", "teacher", "sister", "brother"])}" };

    private static string Letters(Dice dice) => string.Concat(Enumerable.Range(0, dice.Between(2, 4)).Select(_ => (char)('A' + dice.Below(26))));

    private static string Phrase(Dice dice) => Wording.Say(dice, "(good (morning|night|luck|evening)|hello (my friend|again|world|{n})|thank you (very much|{n})|see you (soon|tomorrow|on {d})|I (like|love|see) (the|my) (sea|moon|{w})|the {w} is {c}|where is the {w}|happy birthday|I am (late|here|hungry)|the meeting is (on|moved to) {d}|call me (back|on {d}))",
        ("n", dice.Pick(People.Names)), ("w", dice.Pick(StoryWords.Places)), ("c", dice.Pick(Categories.All[4].Items)), ("d", dice.Pick(s_days[2..])));

    private static string Topic(Dice dice) => dice.Below(5) switch
    {
        0 => dice.Pick(Countries.All).Country,
        1 => $"{dice.Pick(StoryWords.Traits)} {dice.Pick(StoryWords.Kinds)}s",
        2 => $"{dice.Pick(Categories.All[dice.Below(Categories.All.Count)].Items)} {dice.Pick(["recipes", "prices", "pictures", "history", "facts", "shops"])}",
        3 => dice.Pick(["GPU prices", "language models", "space travel", "the elections", "football", "climate change", "electric cars", "new movies", "machine learning", "open source software"]),
        _ => Made.Word(dice),
    };

    private static string Task(Dice dice) => Wording.Say(dice, "(call {n}|buy (milk|bread|{f}s|flowers|a gift for {n})|water the (plants|garden|flowers)|feed the (cat|dog|fish)|pay the (rent|bill)|send the (letter|package|report)|go to the (dentist|gym|bank|library)|wash the car|clean the (kitchen|room|windows))",
        ("n", dice.Pick(People.Names)), ("f", dice.Pick(Categories.All[0].Items)));

    private static string Title(Dice dice) => Wording.Say(dice, "({T} {K}|The {T} {P}|{P} (Song|Blues|Dance)|{K} in the {P}|My {T} {P}|{M})",
        ("T", Wording.Capital(dice.Pick(StoryWords.Traits))), ("K", Wording.Capital(dice.Pick(StoryWords.Kinds))), ("P", Wording.Capital(dice.Pick(StoryWords.Places))), ("M", Wording.Capital(Made.Word(dice))));
}
