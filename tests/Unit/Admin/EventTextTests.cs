using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Admin;
using Xunit;

namespace Orchestrator.Unit.Admin;

/// <summary>Events on the wire, and the ids with which readers come back.</summary>
public sealed class EventTextTests
{
    private static readonly DateTimeOffset s_at = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_event_has_an_id_a_kind_and_its_data()
    {
        var places = EventPlaces.Parse("");
        var page = new PoolEventPage(new EventCursor(7, 3), 2, [new PoolEvent(3, s_at, PoolEventKind.ShiftOrdered, "w", WorkerRole.Decode, 5, "autoscaler")]);
        Assert.Equal("""
            id: a%20b=7-2
            event: missed
            data: {"pool":"a b","events":2}

            id: a%20b=7-3
            event: shift_ordered
            data: {"pool":"a b","event":"shift_ordered","at":"2030-01-01T00:00:00.0000000+00:00","worker":"w","role":"decode","epoch":5,"by":"autoscaler"}


            """, EventText.Of("a b", page, places));
    }

    [Fact]
    public void An_id_tells_where_to_go_on_in_each_pool()
    {
        var places = EventPlaces.Parse("");
        places.Set("a,b=c", new EventCursor(12, 3));
        places.Set("x", new EventCursor(13, 0));
        var again = EventPlaces.Parse(places.ToString());
        Assert.Equal((new EventCursor(12, 3), new EventCursor(13, 0), default), (again.Of("a,b=c"), again.Of("x"), again.Of("y")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("x=1")]
    [InlineData("x=1-2-3,=,x=-1-2")]
    public void Whatever_is_no_id_is_as_none(string id) => Assert.Equal(default, EventPlaces.Parse(id).Of("x"));
}
