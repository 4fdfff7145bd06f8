#!/usr/bin/python3
"""mmdb.py: writes a small database of countries, as MaxMind DB File Format Specification 2.0 has it.

mmdb.py FILE VERSION LAYOUT NETWORK=COUNTRY...

VERSION is 4 or 6, the addresses that it has; LAYOUT is nested, country.iso_code as in MaxMind's files, or flat,
country_code as in those of @ip-location-db. The file takes its place by a rename. To be replaced, not to be trusted:
there is no country of these networks but in tests.
"""
import ipaddress
import os
import sys

NOTHING = None
UINT16, UINT32, UINT64 = 5, 6, 9


def control(kind, size):
    """A control byte: types up to 7 in its upper bits, others in a byte after it."""
    assert size < 29
    return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])


def pack(value):
    if isinstance(value, str):
        return control(2, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        return control(7, len(value)) + b''.join(pack(k) + pack(v) for k, v in value.items())
    if isinstance(value, list):
        return control(11, len(value)) + b''.join(map(pack, value))
    kind, number = value  # an unsigned number, of one of the types below
    size = (number.bit_length() + 7) // 8
    return control(kind, size) + number.to_bytes(size, 'big')


def bits_of(network, version):
    bits = format(int(network.network_address), f'0{network.max_prefixlen}b')[:network.prefixlen]
    return '0' * 96 + bits if version == 6 and network.version == 4 else bits


def write(path, version, layout, networks):
    nodes, data = [[NOTHING, NOTHING]], b''
    for text in networks:
        network, country = text.split('=')
        bits, at = bits_of(ipaddress.ip_network(network), version), 0
        for bit in bits[:-1]:
            if nodes[at][int(bit)] is NOTHING:
                nodes.append([NOTHING, NOTHING])
                nodes[at][int(bit)] = len(nodes) - 1
            at = nodes[at][int(bit)]
        nodes[at][int(bits[-1])] = ('data', len(data))
        data += pack({'country_code': country} if layout == 'flat' else {'country': {'iso_code': country}})
    count = len(nodes)

    def record(to):
        number = count if to is NOTHING else to if isinstance(to, int) else count + 16 + to[1]
        return number.to_bytes(3, 'big')

    metadata = {'binary_format_major_version': (UINT16, 2), 'binary_format_minor_version': (UINT16, 0),
                'build_epoch': (UINT64, 1), 'database_type': 'Countries', 'description': {'en': 'Countries of tests'},
                'ip_version': (UINT16, version), 'languages': ['en'], 'node_count': (UINT32, count),
                'record_size': (UINT16, 24)}
    with open(path + '.new', 'wb') as out:
        out.write(b''.join(record(a) + record(b) for a, b in nodes) + bytes(16) + data)
        out.write(b'\xab\xcd\xefMaxMind.com' + pack(metadata))
    os.rename(path + '.new', path)


if __name__ == '__main__':
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
