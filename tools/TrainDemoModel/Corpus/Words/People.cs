namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Names of people.</summary>
internal static class People
{
    public static IReadOnlyList<string> Names { get; } =
        ("Anna Ben Clara David Emma Felix Grace Henry Iris Jack Kira Leo Mia Noah Olga Paul Quinn Rosa Sam Tina Uma Victor Wendy Xenia Yusuf Zoe Amir Bella Carlos Dina Elias Fatima George Hana Ivan Julia "
        + "Karim Lena Marco Nina Oscar Petra Ravi Sofia Tom Vera Walter Yara Alice Bruno Chloe Dario Eva Frank Gina Hugo Ines Jonas Kate Luis Maria Nadia Omar Pia Robert Sara Theo Laura Max Nora Peter Ruth "
        + "Simon Tara Mehmet Aiko Kenji Priya Ling Wei Ada Alan Edith Otto Klara Emil Frida Anton Greta Jan Lucy Mark").Split(' ');
}
