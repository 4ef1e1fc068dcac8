/// The database of the small shop: its tables, its people and what they may do.
enum ShopSchema {
    static let database = "shop"
    static let customers = 2_000
    static let products = 3_000
    static let orders = 40_000
    static let summary = "a shop with \(customers) customers, \(products) products and \(orders) orders"

    /// The file of libpq that says every user's password.
    static func passwordFile(_ password: (String) -> String) -> String {
        ([ThrowawayServer.superuser] + ShopUser.allCases.map(\.rawValue)).map { "*:*:*:\($0):\(password($0))\n" }
            .joined()
    }

    /// Makes everything, in the order in which psql runs it.
    static func script(_ password: (String) -> String) -> String {
        ShopUser.allCases.map { "CREATE ROLE \($0.rawValue) LOGIN PASSWORD '\(password($0.rawValue))';\n" }.joined()
            + tables + rows + rights
    }

    private static let tables = """
        CREATE TABLE customers (id int PRIMARY KEY, name text, email text UNIQUE, password_hash text, city text);
        CREATE TABLE products (id int PRIMARY KEY, sku text UNIQUE, name text, category int, price numeric(9,2),
            stock int CHECK (stock >= 0));
        CREATE TABLE cart_items (customer_id int, product_id int, quantity int, PRIMARY KEY (customer_id, product_id));
        CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id int,
            placed_at timestamptz DEFAULT now(), status text DEFAULT 'new', total numeric(9,2));
        CREATE TABLE order_items (order_id bigint, product_id int, quantity int, price numeric(9,2));
        CREATE TABLE deliveries (sku text, quantity int, supplier text);

        """

    /// The first products are sold out, so that buying them fails.
    private static let rows = """
        INSERT INTO customers SELECT i, 'Customer ' || i, 'customer' || i || '@example.org', md5(i::text),
            (ARRAY['Oslo', 'Lyon', 'Porto', 'Graz', 'Turku'])[1 + i % 5] FROM generate_series(1, \(customers)) i;
        INSERT INTO products SELECT i, 'SKU-' || i, 'Product ' || i, i % 12, 1 + i % 90 + 0.95,
            CASE WHEN i <= 20 THEN 0 ELSE 1000000 END FROM generate_series(1, \(products)) i;
        INSERT INTO orders (customer_id, placed_at, status, total) SELECT 1 + i % \(customers),
            now() - i * interval '1 minute', (ARRAY['new', 'paid', 'sent', 'sent', 'sent'])[1 + i % 5],
            5 + i % 200 FROM generate_series(1, \(orders)) i;
        INSERT INTO order_items SELECT 1 + i % \(orders), 1 + i % \(products), 1 + i % 3, 1 + i % 90
            FROM generate_series(1, 2 * \(orders)) i;
        CREATE INDEX ON products (category);
        CREATE INDEX ON order_items (order_id);
        ANALYZE;

        """

    private static let rights = """
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO web, reports;
        GRANT INSERT, UPDATE, DELETE ON cart_items, orders, order_items TO web;
        GRANT UPDATE ON products TO web;
        GRANT INSERT ON customers TO web;
        GRANT INSERT, SELECT ON deliveries TO importer;
        GRANT UPDATE, SELECT ON products TO importer;
        GRANT CREATE ON SCHEMA public TO admin;
        ALTER TABLE orders OWNER TO admin;

        """
}

/// Who works in the shop's database.
enum ShopUser: String, CaseIterable {
    case web, reports, importer, admin
}
