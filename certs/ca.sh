# The CA itself: functions for make.sh and revoke.sh, run inside the directory that holds (or will hold) ca/.
# openssl's own ca command keeps the list of issued and revoked certificates in ca/index.txt.

valid_days=825
crl_days=365
day_seconds=86400
two_weeks_seconds=1209600

# Everything openssl would otherwise take from a configuration file of the machine.
write_configuration() {
    cat >"$1/openssl.cnf" <<END
[ca]
default_ca = ours
[ours]
dir = $1
database = $1/index.txt
new_certs_dir = $1/issued
certificate = $1.crt
private_key = $1/ca.key
serial = $1/serial
crlnumber = $1/crlnumber
default_md = sha256
default_days = $valid_days
default_crl_days = $crl_days
unique_subject = no
policy = any
x509_extensions = leaf
[any]
commonName = supplied
organizationName = optional
[req]
distinguished_name = name
prompt = no
[name]
CN = placeholder
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = \${ENV::SAN}
END
}

# make_authority FOLDER NAME: FOLDER/ca.key and FOLDER.crt
make_authority() {
    mkdir -p "$1/issued"
    : >"$1/index.txt"
    echo 1000 >"$1/serial"
    echo 01 >"$1/crlnumber"
    write_configuration "$1"
    new_key "$1/ca.key"
    SAN=URI:unused quietly openssl req -config "$1/openssl.cnf" -x509 -new -key "$1/ca.key" -sha256 \
        -days 3650 -subj "/O=Clearing/CN=$2" -extensions authority -out "$1.crt"
}

new_key() {
    quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
    chmod 0600 "$1"
}

# issue NAME REGION ROLE AUTHORITY DAYS: NAME.key and NAME.crt
issue() {
    request "$1"
    SAN=$(san "$2" "$3") quietly openssl ca -config "$4/openssl.cnf" -batch -notext -in "$1.csr" -out "$1.crt" \
        -days "$5"
    rm -f "$1.csr"
}

# issue_expired NAME REGION ROLE AUTHORITY: was good for a day, years ago
issue_expired() {
    request "$1"
    SAN=$(san "$2" "$3") quietly openssl ca -config "$4/openssl.cnf" -batch -notext -in "$1.csr" -out "$1.crt" \
        -startdate 20200101000000Z -enddate 20200102000000Z
    rm -f "$1.csr"
}

request() {
    new_key "$1.key"
    SAN=URI:unused quietly openssl req -config ca/openssl.cnf -new -key "$1.key" -sha256 \
        -subj "/O=Clearing/CN=$1" -out "$1.csr"
}

# The demo's hosts are in every certificate: each of these programs is a server somewhere, and clients check the host.
san() { echo "URI:urn:clearing:region:$1:role:$2,DNS:localhost,IP:127.0.0.1"; }

revoke() { SAN=URI:unused quietly openssl ca -config ca/openssl.cnf -revoke "$1" -crl_reason keyCompromise; }

# make_crl FILE: replaced by rename, so that a reader sees the old list or the new one, never half of one.
make_crl() {
    SAN=URI:unused quietly openssl ca -config ca/openssl.cnf -gencrl -out "$1.new"
    chmod 0644 "$1.new"
    mv -f "$1.new" "$1"
}

# openssl reports on stderr what it does; shown only when it fails.
quietly() {
    if ! "$@" >.openssl.log 2>&1; then
        echo "certs: failed: $*" >&2
        cat .openssl.log >&2
        rm -f .openssl.log
        return 1
    fi
    rm -f .openssl.log
}
