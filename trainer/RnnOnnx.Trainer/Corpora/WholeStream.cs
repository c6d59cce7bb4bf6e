namespace RnnOnnx.Trainer.Corpora;

/// <summary>Unpacked data whose length is known: .NET takes the end of a packed file for the end of its data, and this does not.</summary>
/// <param name="inner">The unpacked data.</param>
/// <param name="length">Its length, modulo 2^32.</param>
/// <param name="owner">What is closed with it.</param>
internal sealed class WholeStream(Stream inner, uint length, IDisposable owner) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data ends before its length, or after it.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        return count > 0 || buffer.IsEmpty || (uint)_read == length
            ? count
            : throw new InvalidDataException("it breaks off before its end");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
        }

        base.Dispose(disposing);
    }
}
