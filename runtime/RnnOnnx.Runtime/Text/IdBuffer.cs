using System.Buffers;

namespace RnnOnnx.Text;

/// <summary>Ids in a rented array that grows. One writer per thread is kept for the next text, without its array.</summary>
internal sealed class IdBuffer : IBufferWriter<int>, IDisposable
{
    [ThreadStatic]
    private static IdBuffer? _spare;

    private int[] _ids = [];
    private int _count;

    private IdBuffer()
    {
    }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<int> Written => _ids.AsSpan(0, _count);

    /// <summary>An empty writer.</summary>
    /// <param name="capacity">Ids to make room for.</param>
    public static IdBuffer Rent(int capacity)
    {
        var buffer = _spare ?? new IdBuffer();
        _spare = null;
        buffer._ids = ArrayPool<int>.Shared.Rent(Math.Max(capacity, 16));
        return buffer;
    }

    /// <summary>Writes an id.</summary>
    public void Add(int id)
    {
        if (_count == _ids.Length)
        {
            Grow(1);
        }

        _ids[_count++] = id;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _count += count;

    /// <inheritdoc/>
    public Memory<int> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _ids.AsMemory(_count);
    }

    /// <inheritdoc/>
    public Span<int> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _ids.AsSpan(_count);
    }

    /// <summary>Gives the array back.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_ids);
        _ids = [];
        _count = 0;
        _spare = this;
    }

    private void Grow(int count)
    {
        if (_ids.Length - _count >= count)
        {
            return;
        }

        var larger = ArrayPool<int>.Shared.Rent(Math.Max(checked(_count + count), (int)Math.Min(_ids.Length * 2L, Array.MaxLength)));
        Written.CopyTo(larger);
        ArrayPool<int>.Shared.Return(_ids);
        _ids = larger;
    }
}
