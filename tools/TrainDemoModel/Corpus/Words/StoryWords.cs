namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Heroes, places and things for stories.</summary>
internal static class StoryWords
{
    public static IReadOnlyList<string> Kinds { get; } =
        "fox,rabbit,bear,mouse,cat,dog,owl,dragon,robot,girl,boy,princess,knight,wizard,pirate,turtle,frog,hedgehog,squirrel,wolf,lion,elephant,penguin,duck,baker,farmer,sailor,gardener,painter,giant,goblin,fairy,horse,donkey,goat,crow,king,queen,fisherman,astronaut".Split(',');

    public static IReadOnlyList<string> Places { get; } =
        "forest,castle,village,mountain,desert,island,lake,river,city,garden,cave,library,lighthouse,harbor,meadow,valley,market,farm,beach,swamp,tower,bakery,museum,school,train station,space station,windmill,orchard,palace,jungle".Split(',');

    /// <summary>Places that one is on.</summary>
    public static IReadOnlyList<string> On { get; } = "mountain,island,farm,beach,meadow,space station".Split(',');

    /// <summary>Places that one is at.</summary>
    public static IReadOnlyList<string> At { get; } = "lake,river,lighthouse,train station,windmill,market,harbor,bakery".Split(',');

    public static IReadOnlyList<string> Traits { get; } = "little,brave,shy,clever,curious,kind,old,young,lazy,cheerful,lonely,proud,quiet,gentle,funny".Split(',');

    public static IReadOnlyList<string> Treasures { get; } = "golden key,silver bell,old map,silver ring,magic lamp,blue stone,red balloon,wooden box,shining star,secret book,small drum,glass marble,green feather,warm blanket,music box,lantern".Split(',');

    public static IReadOnlyList<string> Helpers { get; } = "bird,butterfly,snail,old woman,wise owl,small mouse,friendly goat,singing frog,kind traveler,tiny bee,gray cat,little girl,young boy,honest merchant".Split(',');
}
