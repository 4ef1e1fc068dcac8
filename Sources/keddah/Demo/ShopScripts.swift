/// What the shop's programs send: pgbench scripts for what goes on all the time, psql scripts for what happens now and
/// then.
enum ShopScripts {
    /// `storefront`: people look around and fill their carts.
    static let browse = """
        \\set category random(0, 11)
        \\set product random(21, \(ShopSchema.products))
        SELECT id, name, price FROM products WHERE category = :category \
        ORDER BY name LIMIT 20;
        SELECT name, price, stock FROM products WHERE id = :product;

        """

    static let cart = """
        \\set customer random(1, \(ShopSchema.customers))
        \\set product random(21, \(ShopSchema.products))
        \\set quantity random(1, 3)
        INSERT INTO cart_items VALUES (:customer, :product, :quantity) \
        ON CONFLICT (customer_id, product_id) DO UPDATE SET quantity = EXCLUDED.quantity;
        SELECT p.name, p.price, c.quantity FROM cart_items c JOIN products p ON p.id = c.product_id \
        WHERE c.customer_id = :customer;

        """

    /// `checkout`: one order, in a transaction.
    static let order = """
        \\set customer random(1, \(ShopSchema.customers))
        \\set product random(21, \(ShopSchema.products))
        \\set quantity random(1, 3)
        \\set price random(2, 90)
        \\set total :quantity * :price
        BEGIN;
        INSERT INTO orders (customer_id, total) VALUES (:customer, :total) RETURNING id \\gset
        INSERT INTO order_items VALUES (:id, :product, :quantity, :price);
        UPDATE products SET stock = stock - :quantity WHERE id = :product;
        DELETE FROM cart_items WHERE customer_id = :customer;
        COMMIT;

        """

    /// `reporting`: few statements, large ones.
    static let revenue = """
        SELECT date_trunc('day', placed_at) AS day, count(*), sum(total) FROM orders WHERE status <> 'new' \
        GROUP BY day ORDER BY day;

        """

    static let bestsellers = """
        SELECT p.category, p.name, sum(i.quantity * i.price) AS revenue FROM order_items i \
        JOIN products p ON p.id = i.product_id GROUP BY p.category, p.name ORDER BY revenue DESC LIMIT 10;

        """

    static let history = """
        \\set customer random(1, \(ShopSchema.customers))
        SELECT status, count(*), sum(total) FROM orders WHERE customer_id = :customer GROUP BY status;

        """

    /// `stock-import`: a delivery arrives.
    static let delivery =
        "COPY deliveries (sku, quantity, supplier) FROM STDIN (FORMAT csv);\n"
        + (1...400).map { "SKU-\($0 * 7),\($0 % 40 + 1),supplier \($0 % 6)\n" }.joined() + "\\.\n"
        + "UPDATE products p SET stock = stock + d.quantity FROM deliveries d WHERE d.sku = p.sku;\n"

    /// `checkout`: customers who want what is not there, and a form that does not check what is typed in.
    static let mishaps = """
        UPDATE products SET stock = stock - 1 WHERE sku = 'SKU-7';
        UPDATE products SET stock = stock - 2 WHERE sku = 'SKU-12';
        INSERT INTO customers (id, name, email) VALUES (100001, 'Ann', 'customer1@example.org');
        SELECT id, total FROM orders WHERE customer_id = 'guest';

        """

    /// The administrator at work: a wrong name, then the index that the reports lack.
    static let administration = """
        SELECT count(*) FROM order;
        SELECT count(*) FROM order_itmes;
        CREATE INDEX orders_customer ON orders (customer_id);
        ANALYZE orders;

        """

    /// The storefront's search field, with somebody at it who is no customer.
    static let injection = """
        SELECT id, name, price FROM products WHERE name = 'x' OR '1'='1' LIMIT 1;
        SELECT id, name, price FROM products WHERE name = 'x' UNION SELECT id, email, 0 FROM customers;
        SELECT id, name, price FROM products WHERE name = 'x' UNION SELECT id, password_hash, 0 FROM customers;
        SELECT pg_read_file('/etc/passwd');
        DROP TABLE customers;

        """

    /// What somebody tries who knows a user's name.
    static let guessedPasswords = ["admin", "123456", "password", "shop", "letmein", "admin123"]
}
