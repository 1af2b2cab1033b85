namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Verbs and objects that names of tools are made of, and what arguments are called.</summary>
internal static class ToolNouns
{
    public static IReadOnlyList<string> Verbs { get; } = "get,find,search,lookup,fetch,check,book,send,create,set,list,convert,translate,play,open,start,stop,count,read,order,add,update,delete,show,track".Split(',');

    public static IReadOnlyList<string> Objects { get; } =
        ("weather,time,stock,price,flight,hotel,train,email,message,reminder,alarm,timer,note,song,movie,recipe,restaurant,user,order,invoice,ticket,light,temperature,currency,route,map,photo,file,event,meeting,news,score,book,room,device,package,account,task,contact").Split(',');

    /// <summary>Towns that are no capital.</summary>
    public static IReadOnlyList<string> Towns { get; } =
        ("Boston,New York,San Francisco,Chicago,Seattle,Munich,Hamburg,Cologne,Zurich,Geneva,Milan,Naples,Venice,Barcelona,Seville,Porto,Lyon,Marseille,Nice,Manchester,Liverpool,Glasgow,Edinburgh,Rotterdam,Antwerp,Gothenburg,Bergen,"
        + "Krakow,Istanbul,Mumbai,Shanghai,Osaka,Kyoto,Sydney,Melbourne,Auckland,Toronto,Montreal,Vancouver,Rio de Janeiro,Cape Town,Lagos,Casablanca,Dubai,Houston,Miami,Denver,Portland,Austin,Dallas").Split(',');

    /// <summary>Argument name and how its value is drawn.</summary>
    public static IReadOnlyList<(string Name, string Type, Func<Dice, object> Value)> Arguments { get; } =
    [
        ("city", "string", d => d.Pick(Countries.All).Capital), ("location", "string", d => d.Pick(Countries.All).Capital), ("country", "string", d => d.Pick(Countries.All).Country),
        ("name", "string", d => d.Pick(People.Names)), ("user", "string", d => d.Pick(People.Names)), ("recipient", "string", d => d.Pick(People.Names)),
        ("query", "string", d => $"{d.Pick(StoryWords.Traits)} {d.Pick(StoryWords.Kinds)}"), ("title", "string", d => $"{d.Pick(StoryWords.Traits)} {d.Pick(StoryWords.Places)}"),
        ("item", "string", d => d.Pick(Categories.All[d.Below(6)].Items)), ("color", "string", d => d.Pick(Categories.All[4].Items)), ("language", "string", d => d.Pick(Countries.All).Language),
        ("id", "integer", d => d.Between(1, 9999)), ("amount", "integer", d => d.Between(1, 999)), ("count", "integer", d => d.Between(1, 50)), ("minutes", "integer", d => d.Between(1, 90)),
        ("symbol", "string", d => string.Concat(Enumerable.Range(0, 3).Select(_ => (char)('A' + d.Below(26))))), ("code", "string", Made.Word), ("unit", "string", d => d.Pick(["celsius", "fahrenheit", "km", "miles"])),
        ("day", "string", d => d.Pick(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])), ("room", "string", d => d.Pick(["kitchen", "bedroom", "office", "garden", "hall"])),
    ];
}
