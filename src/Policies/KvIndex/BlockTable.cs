using System.Numerics;

namespace Orchestrator.Policies.KvIndex;

/// <summary>
/// Block name to holders: open addressing with linear probing and no gaps (deletion moves what follows). 16 bytes a place, three quarters
/// of the places used at most, so that a lookup costs about one cache line.
/// </summary>
/// <param name="scatter">An odd number that places names; drawn at random, because clients choose what is hashed.</param>
internal sealed class BlockTable(ulong scatter)
{
    private const int Smallest = 1024;

    private Place[] _places = Empty(Smallest);
    private int _shift = 64 - BitOperations.Log2(Smallest);

    public int Count { get; private set; }

    /// <summary>Places, empty ones too; those in use can change when something is added or removed.</summary>
    public int Capacity => _places.Length;

    public ulong HoldersAt(int place) => _places[place].Holders;

    public ulong NameAt(int place) => _places[place].Name;

    /// <summary>Who holds a block; <see cref="Holders.Nobody"/> when it is not there.</summary>
    public ulong Find(ulong name) => _places[PlaceOf(name)].Holders;

    /// <summary>Sets a block's holders; nobody takes it out.</summary>
    public void Set(ulong name, ulong holders)
    {
        var place = PlaceOf(name);
        if (_places[place].Holders != Holders.Nobody)
        {
            SetAt(place, holders);
            return;
        }
        if (holders == Holders.Nobody) return;
        if (4L * (Count + 1) > 3L * _places.Length) place = GrowFor(name);
        _places[place] = new Place { Name = name, Holders = holders };
        Count++;
    }

    /// <summary>Sets the holders of the block at a place in use; nobody takes it out, and another block may take the place.</summary>
    public void SetAt(int place, ulong holders)
    {
        if (holders == Holders.Nobody) Remove(place);
        else _places[place].Holders = holders;
    }

    private int Home(ulong name) => (int)(name * scatter >> _shift);

    private int PlaceOf(ulong name)
    {
        var places = _places;
        var place = Home(name);
        while (places[place].Holders != Holders.Nobody && places[place].Name != name) place = place + 1 & places.Length - 1;
        return place;
    }

    // Knuth's algorithm R: each one that follows moves into the gap unless its home lies behind it.
    private void Remove(int gap)
    {
        var mask = _places.Length - 1;
        for (var next = gap + 1 & mask; _places[next].Holders != Holders.Nobody; next = next + 1 & mask)
        {
            if ((next - Home(_places[next].Name) & mask) < (next - gap & mask)) continue;
            _places[gap] = _places[next];
            gap = next;
        }
        _places[gap].Holders = Holders.Nobody;
        Count--;
    }

    private int GrowFor(ulong name)
    {
        var old = _places;
        _places = Empty(checked(2 * old.Length));
        _shift--;
        foreach (var place in old)
            if (place.Holders != Holders.Nobody) _places[PlaceOf(place.Name)] = place;
        return PlaceOf(name);
    }

    private static Place[] Empty(int length)
    {
        var places = new Place[length];
        Array.Fill(places, new Place { Holders = Holders.Nobody });
        return places;
    }

    private struct Place
    {
        public ulong Name;
        public ulong Holders;
    }
}
