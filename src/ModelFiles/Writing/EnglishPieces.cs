namespace Orchestrator.ModelFiles.Writing;

/// <summary>Frequent English words and letter groups, from which vocabularies begin.</summary>
internal static class EnglishPieces
{
    public static IReadOnlyList<string> Words { get; } =
        ("the of and to in is was for that it on with as his they be at one have this from or had by but some what there we can out other were all your when up use how said an each she which do their time if will way about "
        + "many then them would write like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than call first people may down side been now find any new "
        + "work part take get place made live where after back little only round man year came show every good me give our under name very through just form much great think say help low line before turn cause same mean").Split(' ');

    public static IReadOnlyList<string> Fragments { get; } =
        "th he in er an re on at en nd st es or te of ed is it al ar ing ion ent ly ter ver ness able est".Split(' ');
}
