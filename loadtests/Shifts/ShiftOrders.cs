namespace Orchestrator.LoadTests.Shifts;

/// <summary>Which worker is to take which role next, so that both kinds of work can always be done.</summary>
internal static class ShiftOrders
{
    private const string Prefill = "prefill", Decode = "decode", Mixed = "mixed";

    /// <summary>A role that a worker may take now, other than its own: the opposite one where another worker of its pool does its work, else mixed; null for none.</summary>
    public static string? Away(AdminWorker worker, IReadOnlyList<AdminWorker> all)
    {
        bool Others(string role) => all.Any(w => w.Pool == worker.Pool && w.Id != worker.Id && (w.DesiredRole == role || w.DesiredRole == Mixed));
        return worker.DesiredRole switch
        {
            Prefill => Others(Prefill) ? Decode : Mixed,
            Decode => Others(Decode) ? Prefill : Mixed,
            _ => Others(Prefill) ? Decode : Others(Decode) ? Prefill : null,
        };
    }
}
